// A tour of every page that links lead to, as each role: what is looked at on each.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { window } from "./office.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
// How many examples of one address are looked at: a record may be of a child never seen, or just seen.
const EXAMPLES = 3;
const DOWNLOAD = /\.(csv|xlsx|ics|svg)$|\/export/;

// What one kind of page is called: its path with {} for ids, and the names in its query.
export function kindOf(address) {
  const url = new URL(address, "http://office");
  const names = [...new Set(url.searchParams.keys())].filter((name) => name !== "done").sort();
  return url.pathname.replace(ID, "{}") + (names.length ? `?${names.join("&")}` : "");
}

// Everything axe finds, one line each.
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), TAGS);
  return violations.flatMap((rule) => rule.nodes.filter((node) => !isUpstream(rule, node)).map((node) => `${rule.id} (${rule.help}): ${node.html.slice(0, 160)}`));
}

// The one finding we leave: GOV.UK Frontend itself puts aria-expanded on a radio or a checkbox that
// reveals more fields, and has decided to keep it. Everything else is ours to mend.
function isUpstream(rule, node) {
  return rule.id === "aria-allowed-attr" && /^<input class="govuk-(radios|checkboxes)__input"[^>]* aria-expanded=/.test(node.html);
}

// What every page must be, whatever is on it.
async function shape(page) {
  const found = await page.evaluate(() => {
    const faults = [];
    const headings = document.querySelectorAll("h1").length;
    if (headings !== 1) faults.push(`${headings} headings of the first rank`);
    if (document.documentElement.lang !== "en") faults.push("no language");
    if (!/ – Seen$/.test(document.title)) faults.push(`the title is “${document.title}”`);
    return faults;
  });
  await page.setViewportSize({ width: 320, height: 800 });
  const wide = await page.evaluate(() => {
    const width = document.scrollingElement.scrollWidth;
    if (width <= 320) return [];
    const widest = [...document.querySelectorAll("main *")]
      .filter((element) => element.getBoundingClientRect().right > 321 && !element.closest(".seen-scroll, .moj-scrollable-pane, [tabindex]"))
      .slice(0, 2)
      .map((element) => element.outerHTML.slice(0, 100));
    return [`${width} px wide on a screen of 320: ${widest.join(" | ")}`];
  });
  await page.setViewportSize({ width: 1280, height: 900 });
  return [...found, ...wide];
}

// After a form with faults: the summary is found by whoever cannot see it, and leads to the fields.
async function summary(page) {
  return page.evaluate(() => {
    const box = document.querySelector(".govuk-error-summary");
    if (!box) return ["no error summary"];
    const faults = [];
    if (document.activeElement !== box) faults.push("the error summary has not got the focus");
    if (!document.title.startsWith("Error: ")) faults.push(`the title is “${document.title}”`);
    for (const link of box.querySelectorAll("a")) {
      const field = document.getElementById(link.hash.slice(1));
      if (!field || !field.matches("input, select, textarea, [tabindex]")) faults.push(`“${link.textContent}” leads to no field (${link.hash})`);
      else if (!document.getElementById(`${field.id}-error`)) faults.push(`no sentence beside ${link.hash}`);
    }
    return faults;
  });
}

// Walks from link to link. `look(kind, state, faults)` is told what was found on each page.
export async function walk(browser, office, role, seen, look) {
  const page = await window(browser, office, role);
  const waiting = [role === "stranger" ? "/sign-in" : page.url()];
  if (role === "stranger") waiting.push("/help", "/accessibility", "/no-such-place", "/link?token=none");
  const met = new Map();
  const asked = new Set();
  while (waiting.length) {
    const address = waiting.shift();
    const kind = kindOf(address);
    if (asked.has(address) || DOWNLOAD.test(new URL(address, office.address).pathname) || (met.get(kind) ?? 0) >= EXAMPLES) continue;
    asked.add(address);
    met.set(kind, (met.get(kind) ?? 0) + 1);
    const answer = await page.goto(address);
    if (answer.status() >= 500) look(kind, `${role}`, [`${answer.status()} at ${address}`]);
    const isNew = (seen.get(kind) ?? 0) < EXAMPLES;
    if (isNew) {
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      const inline = ((await answer.text()).match(/<[^>]* (style|on\w+)="[^>]*>/g) ?? []).map((tag) => `inline style or script: ${tag}`);
      look(kind, `${role}, as it is`, [...inline, ...(await axe(page)), ...(await shape(page))]);
    }
    waiting.push(...(await page.$$eval("a[href]", (links) => links.map((link) => link.href))).filter((href) => href.startsWith(office.address)).map((href) => href.split("#")[0]));
    if (isNew && met.get(kind) === 1) {
      waiting.push(...(await sendEmpty(page, office, address, kind, role, look)));
    }
  }
  await page.context().close();
}

// Sends each form of the page with nothing in it; where it comes back with faults, looks at that too.
async function sendEmpty(page, office, address, kind, role, look) {
  const reached = [];
  const forms = await page.$$eval("main form", (all) =>
    all.map((form) => ({ post: form.method === "post", fields: form.querySelectorAll("input:not([type=hidden]), select, textarea").length })),
  );
  for (const [number, form] of forms.entries()) {
    if (form.fields === 0) continue;
    await page.goto(address);
    const answer = page.waitForNavigation();
    await page.evaluate((number) => {
      const form = document.querySelectorAll("main form")[number];
      for (const field of form.querySelectorAll("input, textarea")) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = false;
        else if (field.type !== "hidden" && field.type !== "submit" && field.type !== "file") field.value = "";
      }
      form.noValidate = true;
      HTMLFormElement.prototype.submit.call(form);
    }, number);
    const status = (await answer)?.status() ?? 0;
    if (status >= 500) look(kind, `${role}, form ${number + 1} sent empty`, [`${status}`]);
    else if (status === 422) look(kind, `${role}, form ${number + 1} with faults`, [...(await summary(page)), ...(await axe(page)), ...(await shape(page))]);
    else reached.push(page.url());
  }
  return reached;
}

// The addresses of every page the sources register, with {} for what varies.
export function registered(root) {
  const pages = [];
  for (const file of readdirSync(path.join(root, "src"), { recursive: true }).filter((name) => name.endsWith("mod.rs"))) {
    const code = readFileSync(path.join(root, "src", file), "utf8").replace(/^\s*\/\/.*$/gm, "").replace(/\s+/g, "");
    for (const chain of code.split("fnroutes(").slice(1)) {
      for (const [, where] of chain.matchAll(/\.route\("([^"]+)",(?:web::)?get\(\)/g)) pages.push(where);
      for (const [, where, how] of chain.matchAll(/resource\("([^"]+)"\)((?:\.\w+\([^()]*(?:\(\)[^()]*\([^()]*\)[^()]*)?\))*)/g)) {
        if (/\.get\(|get\(\)/.test(how)) pages.push(where);
      }
    }
  }
  return [...new Set(pages.map((where) => where.replace(/\{[^}]*\}/g, "{}")))].filter((where) => !where.startsWith("/assets/") && !DOWNLOAD.test(where)).sort();
}
