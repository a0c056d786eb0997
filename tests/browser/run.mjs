// Seen in a real browser: axe on every page and state, on a screen of 320 px, by keyboard alone,
// without JavaScript. `node tests/browser/run.mjs target/debug/seen`; `tests/run` calls it.
//
// Each look at a page is one test. The last line is read by `tests/run`.

import path from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { byKeyboard, withoutScripts } from "./journeys.mjs";
import { PEOPLE, open } from "./office.mjs";
import { kindOf, registered, walk } from "./tour.mjs";

const [seen, only] = process.argv.slice(2);
if (!seen) {
  console.error("usage: node tests/browser/run.mjs PATH-OF-SEEN [tour|journeys]");
  process.exit(2);
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
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
    look(name, "", [String(error?.message ?? error).split("\n").slice(0, 4).join(" / ")]);
  }
}

const browser = await chromium.launch({
  executablePath: process.env.SEEN_CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const office = await open(path.resolve(seen), 60);
try {
  if (only !== "tour") {
    await story("By keyboard alone: sign in, Not seen, a record, a contact", () => byKeyboard(browser, office));
    await story("Without JavaScript: a search, a record, a contact with a fault put right", () => withoutScripts(browser, office));
  }
  if (only !== "journeys") {
    const met = new Map();
    for (const role of ["stranger", ...Object.keys(PEOPLE)]) await story(`The tour of the ${role}`, () => walk(browser, office, role, met, look));
    const paths = new Set([...met.keys()].map((kind) => decodeURI(kindOf(kind)).split("?")[0]));
    const missed = registered(root).filter((where) => !paths.has(where));
    look("Every page is reached by links", `${paths.size} addresses met`, missed.map((where) => `no link led to ${where}`));
  }
} finally {
  await browser.close();
  office.close();
}
console.log(`test result: ${results.passed} passed; ${results.failed} failed`);
process.exit(results.failed === 0 ? 0 : 1);
