// What every page must be: what is looked at on each.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

// What one kind of page is called: its path with {} for ids, and the names in its query.
export function kindOf(address) {
  const url = new URL(address, "http://office");
  const names = [...new Set(url.searchParams.keys())].filter((name) => name !== "done").sort();
  return url.pathname.replace(ID, "{}") + (names.length ? `?${names.join("&")}` : "");
}

// Everything that is wrong with the page, a line each.
export async function faultsOf(page) {
  return [...page.complaints.splice(0), ...(await axe(page)), ...(await shape(page))];
}

// The same for a page that came back because the form had faults.
export async function faultsOfRefused(page) {
  return [...(await summary(page)), ...(await faultsOf(page))];
}

// Everything axe finds, one line each.
async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
  return violations.flatMap((rule) => rule.nodes.filter((node) => !isUpstream(rule, node)).map((node) => `${rule.id} (${rule.help}): ${node.html.slice(0, 160)}`));
}

// The one finding we leave: GOV.UK Frontend itself puts aria-expanded on a radio or a checkbox that
// reveals more fields, and has decided to keep it. Everything else is ours to mend.
function isUpstream(rule, node) {
  return rule.id === "aria-allowed-attr" && /^<input class="govuk-(radios|checkboxes)__input"[^>]* aria-expanded=/.test(node.html);
}

// One heading, a language, a title; and no sideways scrolling on a small phone.
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
