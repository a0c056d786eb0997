// A tour of every page that links lead to, as each role.
//
// A tour is `{ office, look, met, examples, sendsForms }`: `look(kind, state, faults)` is told what was
// found on each page, `met` counts the pages of each kind that were looked at, `examples` is how many
// are enough, and `sendsForms` says whether forms are sent empty.

import { readFileSync } from "node:fs";
import path from "node:path";

import { faultsOf, faultsOfRefused, kindOf } from "./looks.mjs";

const DOWNLOAD = /\.(csv|xlsx|ics|svg)$|\/export|\/files\/|^\/api\//;

// Walks from link to link, beginning here. What `reached` names, which no link leads to, is looked at
// whatever else was; `astray` names addresses that are to be refused.
export async function walk(tour, page, role, reached = [], astray = []) {
  const { origin } = new URL(tour.office.address);
  const linkedFrom = new Map([...reached, page.url(), ...astray].map((address) => [address, "outside"]));
  const taken = new Map();
  // A Map goes on to what is added while it is gone through.
  for (const [address, from] of linkedFrom) {
    const kind = kindOf(address);
    const isReached = reached.includes(address);
    if (DOWNLOAD.test(new URL(address).pathname) || ((taken.get(kind) ?? 0) >= tour.examples && !isReached)) continue;
    taken.set(kind, (taken.get(kind) ?? 0) + 1);
    // A page that is not looked at is only read for its links.
    const isDue = isReached || (tour.met.get(kind) ?? 0) < tour.examples;
    const answer = isDue ? await page.goto(address) : await page.request.get(address);
    if (answer.status() >= 400 && !astray.includes(address)) {
      tour.look(kind, role, [`${answer.status()} for a link on ${from}: ${address}`]);
      continue;
    }
    const html = await answer.text();
    const further = isDue ? await stop(tour, page, role, inlineIn(html)) : [];
    const links = [...html.matchAll(/<a [^>]*href="([^"#]+)/g)].map(([, href]) => new URL(href.replaceAll("&amp;", "&"), answer.url()).href);
    for (const href of [...links, ...further]) if (new URL(href).origin === origin && !linkedFrom.has(href)) linkedFrom.set(href, kind);
  }
}

function inlineIn(html) {
  return (html.match(/<[^>]* (style|on\w+)="[^>]*>/g) ?? []).map((tag) => `inline style or script: ${tag}`);
}

// Looks at the page we are on; and, the first time at one of its kind, at what comes back when its
// forms are sent empty. Gives the addresses that led to.
export async function stop(tour, page, role, faults = []) {
  const address = page.url();
  const kind = kindOf(address);
  const met = tour.met.get(kind) ?? 0;
  tour.met.set(kind, met + 1);
  tour.look(kind, `${role}, as it is`, [...faults, ...(await faultsOf(page))]);
  return met === 0 && tour.sendsForms ? sendEmpty(tour, page, address, kind, role) : [];
}

// Sends each form of the page with nothing in it; where it comes back with faults, looks at that too.
async function sendEmpty(tour, page, address, kind, role) {
  const reached = [];
  const forms = await page.$$eval("main form", (all) => all.map((form) => form.querySelectorAll("input:not([type=hidden]), select, textarea").length));
  for (const [number, fields] of forms.entries()) {
    if (fields === 0) continue;
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
    if (status === 422) tour.look(kind, `${role}, form ${number + 1} with faults`, await faultsOfRefused(page));
    else if (status >= 400) tour.look(kind, `${role}, form ${number + 1} sent empty`, [`${status}`]);
    else reached.push(page.url());
  }
  return reached;
}

// The addresses of every page there is, with {} for what varies: the refusals' table names every route,
// and a story holds it to the sources.
export function registered(root) {
  const table = readFileSync(path.join(root, "tests/journeys/refusals/table.txt"), "utf8");
  const pages = [...table.matchAll(/^GET\s+(\S+)/gm)].map(([, where]) => where.replace(/\{[^}]*\}/g, "{}"));
  return [...new Set(pages)].filter((where) => !where.startsWith("/assets/") && !DOWNLOAD.test(where)).sort();
}
