// The application with its demonstration, and the people in it.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const PASSWORD = "wexcombe-demonstration";

export const PEOPLE = {
  officer: "amina.farrow@wexcombe.example",
  manager: "margaret.thorne@wexcombe.example",
  administrator: "peter.lindqvist@wexcombe.example",
  auditor: "susan.achebe@wexcombe.example",
};

// Makes a demonstration and serves it on a free port; `close` ends it and takes its folder away.
export async function open(seen, children) {
  const folder = mkdtempSync(path.join(tmpdir(), "seen-browser-"));
  const made = spawnSync(seen, ["demo", "--no-serve", "--children", String(children), "--data-dir", folder], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`seen demo failed: ${made.stderr}`);
  const server = spawn(seen, ["serve", "--bind", "127.0.0.1:0", "--data-dir", folder], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (chunk) => {
      said += chunk;
      const listening = said.match(/Listening on (http:\S+)/);
      if (listening) resolve(listening[1]);
    });
    server.on("exit", () => reject(new Error(`seen serve ended at once: ${said}`)));
  });
  const close = () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { address, close };
}

// A browser window of its own, signed in as this person; `stranger` is nobody.
export async function window(browser, office, role, options = {}) {
  const context = await browser.newContext({ baseURL: office.address, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  if (role !== "stranger") {
    await page.goto("/sign-in");
    await page.fill("#email", PEOPLE[role]);
    await page.fill("#password", PASSWORD);
    await Promise.all([page.waitForNavigation(), page.click("main button[type=submit]")]);
    if (new URL(page.url()).pathname === "/sign-in") throw new Error(`${role} could not sign in: ${await page.innerText("main")}`);
  }
  return page;
}
