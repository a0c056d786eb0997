// The ways that lead through forms, to pages that no link alone leads to. Each gives the addresses it
// reached, for the tour to look at and to go on from.

import { PASSWORD, PEOPLE, expectText, fill, leave, press, setUpSecondFactor, signIn, today, window } from "./office.mjs";
import { stop } from "./tour.mjs";
import { faultsOf, faultsOfRefused } from "./looks.mjs";

// A small register as an office keeps one: a title above the header, a column nobody else has, and a
// row for each thing that may become of one. Everybody in it is invented.
const REGISTER = `EHE register; please ask Pat before changing anything
Ref,Surname,Forename,DOB,Sex,Address,Postcode,Parent/carer,Start date,Status,Last contact,Contact type,Seen,Favourite colour
B-01,Quillfeather,Ottoline,03/05/2014,F,1 Larch Row,WX1 2AB,Maud Quillfeather,01/09/2024,open,12/01/2025,home visit,Y,green
B-02,Quillfether,Otoline,03/05/2014,F,1 Larch Row,WX1 2AB,M Quillfeather,01/09/2024,open,,,,
B-03,Brambling,Piers,31/02/2015,M,2 Larch Row,WX1 2AB,Ned Brambling,01/09/2024,open,,,,red
B-04,Brambling,Rosalind,,F,2 Larch Row,WX1 2AB,Ned Brambling,01/09/2024,open,,,,
B-05,Sedgewick,Barnaby,17 June 2013,M,3 Larch Row,nowhere,Ida Sedgewick,last autumn,CME?,yesterday,smoke signals,maybe,
`;

async function search(page, words) {
  await page.goto("/children");
  await fill(page, { words });
  await press(page, "Search");
  return page.url();
}

// Closes the registration of a child, who is then looked for by name; and looks for somebody unknown.
async function officersWays(page, office) {
  await page.goto("/not-seen");
  await leave(page, () => page.locator("main .seen-list__child a").last().click());
  const record = page.url().split("?")[0];
  office.closed = await page.innerText("main h1");
  await press(page, "Close the registration");
  await fill(page, { ended_on: today(), words: "Larch Row School confirmed it by telephone." });
  await page.check("[name=reason][value=returned_to_school]");
  await page.selectOption("#destination", "mainstream_school");
  await press(page, "Close the registration");
  await expectText(page, "Not on the register");

  const found = await search(page, office.closed);
  await expectText(page, office.closed);
  const nobody = await search(page, "Zebedee Nightjar");
  await expectText(page, "Nobody on this authority’s register matches");
  return [record, found, nobody, ...(await mergesTwo(page))];
}

// Makes one record of two, and opens the page on which they become two again.
async function mergesTwo(page) {
  await page.goto("/not-seen");
  const [kept, other] = await page.locator("main .seen-list__child a").evaluateAll((links) => links.slice(0, 2).map((link) => new URL(link.href).pathname));
  await page.goto(`${kept}/merge/${other.split("/").pop()}`);
  await fill(page, { reason: "The same NHS number, and the mother said so on the phone." });
  await press(page, "Merge the two records");
  const record = page.url().split("?")[0];
  await leave(page, () => page.locator("main a[href*='/split/']").first().click());
  await expectText(page, "What goes back");
  return [record, page.url()];
}

// Finds the child whose registration the officer closed; brings a file in, and another half way.
async function managersWays(page, office) {
  const found = await search(page, office.closed);
  await press(page, office.closed);
  const record = page.url();
  await press(page, "History");
  const history = page.url();

  const draft = await sendRegister(page, "to look at.csv");
  await press(page, "See what would happen");
  const outcome = page.url();
  await sendRegister(page, "register.csv");
  await press(page, "See what would happen");
  await expectText(page, "Nothing has been changed yet");
  await press(page, "Import the file");
  await expectText(page, "Refused: 2");
  return [found, record, history, draft, outcome, page.url()];
}

async function sendRegister(page, name) {
  await page.goto("/imports/new");
  await page.setInputFiles("#file", { name, mimeType: "text/csv", buffer: Buffer.from(REGISTER) });
  await press(page, "Read the file");
  return page.url();
}

export const WAYS = { officer: officersWays, manager: managersWays };

// A person sets a second factor up, and from then on is asked for a code. Nothing of this can be
// reached by an address alone, so each page is looked at on the way.
export async function secondFactor(browser, tour) {
  const page = await window(browser, tour.office, "auditor");
  await page.goto("/account");
  await press(page, "Set up your second factor");
  const { app, codes } = await setUpSecondFactor(page, PASSWORD);
  tour.look("/second-factor", "the recovery codes", await faultsOf(page));
  await press(page, "I have kept them");
  await expectText(page, "10 of your recovery codes are left");
  tour.look("/account", "with a second factor", await faultsOf(page));
  await press(page, "Sign out");

  await signIn(page, PEOPLE.auditor, PASSWORD);
  await stop(tour, page, "a person with a second factor");
  await fill(page, { code: "not the code" });
  await press(page, "Continue");
  tour.look("/sign-in/code", "a wrong code", await faultsOfRefused(page));
  await fill(page, { code: app() });
  await press(page, "Continue");
  await expectText(page, "Audit trail");
  await press(page, "Sign out");

  await signIn(page, PEOPLE.auditor, PASSWORD);
  await fill(page, { code: codes[0] });
  await press(page, "Continue");
  await page.goto("/account");
  await expectText(page, "9 of your recovery codes are left");
  await page.context().close();
}
