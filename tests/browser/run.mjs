// Seen in a real browser: axe on every page and state, on a screen of 320 px, by keyboard alone,
// without JavaScript. `node tests/browser/run.mjs target/debug/seen`; `tests/run` calls it.
//
// Each look at a page is one test. The last line is read by `tests/run`.

import path from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { fromEmpty } from "./empty.mjs";
import { byKeyboard, withoutScripts } from "./journeys.mjs";
import { open, window } from "./office.mjs";
import { letIn, officersWays, schoolsWays } from "./school.mjs";
import { registered, walk } from "./tour.mjs";
import { WAYS, secondFactor } from "./ways.mjs";

const [seen, only] = process.argv.slice(2);
if (!seen) {
  console.error("usage: node tests/browser/run.mjs PATH-OF-SEEN [journeys|tour|empty]");
  process.exit(2);
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
// What a stranger may try, and is answered that there is nothing.
const ASTRAY = ["/no-such-place", "/link?token=none"];
const isWanted = (part) => !only || only === part;
const results = { passed: 0, failed: 0 };

function look(what, state, faults) {
  if (faults.length === 0) {
    results.passed += 1;
    return;
  }
  results.failed += 1;
  console.log(`FAILED ${what} (${state})`);
  for (const fault of new Set(faults)) console.log(`    ${fault}`);
}

async function story(name, tell) {
  try {
    await tell();
    look(name, "", []);
  } catch (error) {
    const where = String(error?.stack).match(/\w+\.mjs:\d+(?=:\d+\)?$)/gm) ?? [];
    look(name, "", [`${String(error?.message ?? error).split("\n").slice(0, 4).join(" / ")} (${where.join(", ")})`]);
  }
}

async function journeys(office) {
  await story("By keyboard alone: sign in, Not seen, a record, a contact", () => byKeyboard(browser, office));
  await story("Without JavaScript: a search, a record, a contact with a fault put right", () => withoutScripts(browser, office));
}

async function tourOf(roles, tour) {
  for (const role of roles) {
    await story(`The tour of the ${role}`, async () => {
      const page = await window(browser, tour.office, role);
      const reached = [...((await WAYS[role]?.(page, tour.office)) ?? []), ...(tour.ways?.[role] ? await tour.ways[role](page) : [])];
      if (role === "stranger") await page.goto("/sign-in");
      await walk(tour, page, role, reached, role === "stranger" ? ASTRAY.map((where) => tour.office.address + where) : []);
      await page.context().close();
    });
  }
}

// Up to three examples of one address: a record may be of a child never seen, or just seen. Those who
// work with children go round after one another, and the others, who meet other pages, meanwhile.
async function everyPage(office) {
  const tour = { office, look, met: new Map(), examples: 3, sendsForms: true };
  // A school notifies first, so that there is something to decide about.
  await story("A school is let in", async () => {
    const places = await letIn(browser, office);
    tour.ways = { administrator: async () => places, school: (page) => schoolsWays(page, office, look), officer: officersWays };
  });
  await tourOf(["school"], tour);
  const others = async () => {
    await tourOf(["stranger", "administrator", "auditor"], tour);
    await story("A second factor: set up, asked for, a recovery code", () => secondFactor(browser, tour));
  };
  await Promise.all([tourOf(["officer", "manager"], tour), others()]);
  const paths = new Set([...tour.met.keys()].map((kind) => decodeURI(kind).split("?")[0]));
  const missed = registered(root).filter((where) => !paths.has(where));
  look("Every page is reached by links and forms", `${paths.size} addresses met`, missed.map((where) => `nothing led to ${where}`));
}

async function nobodyYet(office) {
  await story("From an empty database to the first child", () => fromEmpty(browser, office, look));
}

// With an office of its own, which is closed whatever happens.
async function inOffice(children, tell) {
  const office = await open(path.resolve(seen), children);
  try {
    await tell(office);
  } finally {
    office.close();
  }
}

const browser = await chromium.launch({
  executablePath: process.env.SEEN_CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
try {
  // The offices know nothing of each other, so they need not wait for each other.
  const parts = [];
  if (isWanted("journeys")) parts.push(inOffice(20, journeys));
  if (isWanted("tour")) parts.push(inOffice(60, everyPage));
  if (isWanted("empty")) parts.push(inOffice(0, nobodyYet));
  await Promise.all(parts);
} finally {
  await browser.close();
}
console.log(`test result: ${results.passed} passed; ${results.failed} failed`);
process.exit(results.failed === 0 ? 0 : 1);
