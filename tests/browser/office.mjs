// The application, the people in it, and how a person goes from page to page.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { authenticator } from "./codes.mjs";

export const PASSWORD = "wexcombe-demonstration";

export const PEOPLE = {
  officer: "amina.farrow@wexcombe.example",
  manager: "margaret.thorne@wexcombe.example",
  administrator: "peter.lindqvist@wexcombe.example",
  auditor: "susan.achebe@wexcombe.example",
};

// Serves on a free port: a demonstration with so many children, or with none an empty database, for
// which it prints the link with which the first administrator is made. `close` ends it and takes its
// folder away.
export async function open(seen, children) {
  const folder = mkdtempSync(path.join(tmpdir(), "seen-browser-"));
  if (children) {
    const made = spawnSync(seen, ["demo", "--no-serve", "--children", String(children), "--data-dir", folder], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(`seen demo failed: ${made.stderr}`);
  }
  const server = spawn(seen, ["serve", "--bind", "127.0.0.1:0", "--data-dir", folder], { stdio: ["ignore", "pipe", "inherit"] });
  const said = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (chunk) => {
      said += chunk;
      if (/Listening on http:\S+\n/.test(said)) resolve(said);
    });
    server.on("exit", () => reject(new Error(`seen serve ended at once: ${said}`)));
  });
  const close = () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { address: said.match(/Listening on (http:\S+)/)[1], firstLink: said.match(/http:\S+token=\S+/)?.[0], close };
}

// A browser window of its own, signed in as this person of the demonstration; `stranger` is nobody.
// What the browser itself complains of (a script that fails, something the security policy forbids)
// is kept in `complaints`.
export async function window(browser, office, role, options = {}) {
  const context = await browser.newContext({ baseURL: office.address, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`a script failed on ${page.url()}: ${error.message}`));
  page.on("console", (said) => {
    // A page that is refused on purpose is no complaint.
    if (said.type() === "error" && !said.text().startsWith("Failed to load resource")) page.complaints.push(`on ${page.url()}: ${said.text()}`);
  });
  if (role !== "stranger") {
    await signIn(page, PEOPLE[role], PASSWORD);
    if (new URL(page.url()).pathname === "/sign-in") throw new Error(`${role} could not sign in: ${await page.innerText("main")}`);
  }
  return page;
}

export async function signIn(page, email, password) {
  await page.goto("/sign-in");
  await fill(page, { email, password });
  await press(page, "Sign in");
}

// Types into the fields with these ids.
export async function fill(page, fields) {
  for (const [id, words] of Object.entries(fields)) await page.fill(`#${id}`, words);
}

// Presses a button, or follows a link, by all its words.
export async function press(page, words) {
  const [button, link] = ["button", "link"].map((role) => page.getByRole(role, { name: words, exact: true }));
  await leave(page, () => button.or(link).click());
}

// Does what leads to another page, and waits for that.
export async function leave(page, act) {
  await Promise.all([page.waitForNavigation(), act()]);
}

export async function expectText(page, words) {
  const text = await page.innerText("main");
  if (!text.includes(words)) throw new Error(`“${words}” is not on ${page.url()}: ${text.slice(0, 300)}`);
}

// Today as people write it.
export function today() {
  const now = new Date();
  return `${now.getDate()}/${now.getMonth() + 1}/${now.getFullYear()}`;
}

// On the page that asks for it: sets the second factor up with the key that stands there to be typed.
// Ends on the page with the recovery codes.
export async function setUpSecondFactor(page, password) {
  const app = authenticator(await page.innerText("main .seen-copy"));
  await fill(page, { code: app(), ...(password ? { password } : {}) });
  await press(page, "Set up");
  const codes = await page.locator("main .seen-codes code").allInnerTexts();
  if (codes.length !== 10) throw new Error(`no second factor was set up: ${await page.innerText("main")}`);
  return { app, codes };
}
