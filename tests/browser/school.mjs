// Somebody of a school is let in by the administrator and notifies, in a browser, page by page.

import { PASSWORD, PEOPLE, expectText, fill, leave, press, signIn, today, window } from "./office.mjs";
import { faultsOf, faultsOfRefused } from "./looks.mjs";

PEOPLE.school = "sal.osei@vine.example";

// The administrator invites Sal on the page of a school; Sal chooses a password. Gives the page of the
// school and of its people.
export async function letIn(browser, office) {
  const page = await window(browser, office, "administrator");
  await page.goto("/organisations?kind=school");
  await leave(page, () => page.locator("main .seen-list__child a").first().click());
  const school = page.url();
  await press(page, "People who act for this school");
  const people = page.url();
  await press(page, "Invite somebody");
  await fill(page, { name: "Sal Osei", email: PEOPLE.school });
  await page.check("#administers");
  await press(page, "Make the invitation");
  const link = new URL((await page.innerText("#link")).trim());
  await page.context().close();
  const sal = await window(browser, office, "stranger");
  await sal.goto(link.pathname + link.search);
  await fill(sal, { password: PASSWORD });
  await press(sal, "Set password");
  await sal.context().close();
  return [school, people];
}

// What any page of a notification takes; a page is filled in as far as it has these fields.
const WORDS = {
  given_names: "Ottoline", family_name: "Brambling", date_of_birth: "3/5/2014", address: "1 Larch Row", postcode: "WX1 2AB",
  "parents-1-name": "Maud Brambling", "parents-1-telephone": "07700 900123", last_attended_on: today(), deletion_on: today(),
  destination: "Mill Lane High", attendance: "87", lead_view: "No concerns.", lead_name: "J. Osei", notice_on: today(),
  school_view: "The family has planned this well.", notifier_name: "Sal Osei", notifier_role: "Office", notifier_telephone: "01234 567890",
};
const CHOICES = {
  sex: "female", "parents-1-responsibility": "yes", "parents-1-lives_with": "yes", has_siblings: "no", sen: "none",
  placed_at_special_school: "no", social_worker: "yes", child_in_need: "no", protection_plan: "no", looked_after: "no", early_help: "no",
  private_fostering: "no", has_concerns: "no", meeting: "held",
};

const PDF = Buffer.from("%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n");

async function fillIn(page) {
  for (const [name, words] of Object.entries(WORDS)) {
    const field = page.locator(`[name="${name}"]`);
    if (await field.count()) await field.fill(words);
  }
  for (const [name, code] of Object.entries(CHOICES)) {
    const field = page.locator(`[name="${name}"][value="${code}"]`);
    if (await field.count()) await field.check();
  }
  if (await page.locator("#reason").count()) await page.selectOption("#reason", "lifestyle");
}

// Writes a notification and sends it; `seen` is called on each page.
async function notifies(page, ground, seen = async () => {}) {
  await page.goto("/school");
  await press(page, "Notify");
  await page.check(`[name=ground][value=${ground}]`);
  await press(page, "Continue");
  const tasks = page.url().split("?")[0];
  await press(page, "Continue");
  while (page.url().includes("/answer")) {
    await fillIn(page);
    // The parent's notice, on its page.
    if (await page.locator("#file").count()) await page.setInputFiles("#file", { name: "notice.pdf", mimeType: "application/pdf", buffer: PDF });
    await seen(page);
    await press(page, "Save and continue");
    if (await page.locator(".govuk-error-summary").count()) throw new Error(`refused: ${await page.innerText("main")}`);
  }
  await seen(page);
  await press(page, "Check your answers and send");
  await seen(page);
  await press(page, "Send the notification");
  await expectText(page, "Notification received");
  await seen(page);
  return [tasks, page.url()];
}

// Two pupils with a table, one of them complete, and two files that say little.
async function sendsFiles(page, surname = "Ellison-Marsh") {
  const [on, born] = [today(), "28/2/2022"];
  const columns = "ground,given_names,family_name,date_of_birth,sex,ethnicity,address,parents-1-name,parents-1-responsibility,parents-1-lives_with,parents-1-telephone,last_attended_on,deletion_on,notifier_name,notifier_role,notifier_telephone,Shoe size";
  const row = (name, telephone) => `b,${name},${surname},${born},F,WBRI,1 High Street,Jo Ellison,Y,Y,07700 900123,${on},${on},Sal Osei,Office,${telephone},4`;
  const table = [columns, row("Maya", "01234 567890"), row("Noor", "").replace("WBRI", "?")].join("\n");
  const transfer = `<CTfile><Header><CTFversion>24.0</CTFversion></Header><CTFpupilData><Pupil><Surname>KHAN</Surname><Forename>LORRAINE</Forename><DOB>2015-06-19</DOB></Pupil></CTFpupilData></CTfile>`;
  const file = (name, mimeType, text) => ({ name, mimeType, buffer: Buffer.from(text) });
  await page.goto("/school/many");
  await page.setInputFiles("#file", [file("leavers.csv", "text/csv", table), file("9902416_CTF_990LLLL_004.xml", "text/xml", transfer), file("half.xml", "text/xml", "<CTfile>")]);
  await press(page, "Read the files");
  await expectText(page, "2 notifications were begun");
}

// The school: two notifications sent, one begun, and an empty page of it refused.
export async function schoolsWays(page, office, look) {
  const [, receipt] = await notifies(page, "f");
  await notifies(page, "a");
  await page.goto("/school/notify");
  await page.check("[name=ground][value=o]");
  await press(page, "Continue");
  const tasks = page.url().split("?")[0];
  await page.goto(`${tasks}/answer?about=pupil`);
  await press(page, "Save and continue");
  look("/school/unsent/{}/answer", "an empty page refused", await faultsOfRefused(page));
  await page.goto(`${tasks}/files`);
  await press(page, "Attach the file");
  look("/school/unsent/{}/files", "no file chosen", await faultsOfRefused(page));
  await page.goto(`${tasks}/check`);
  await press(page, "Send the notification");
  look("/school/unsent/{}/check", "unfinished", await faultsOfRefused(page));
  await sendsFiles(page);
  look("/school/many", "what became of files", await faultsOf(page));
  return [receipt, receipt.replace("/receipt", ""), tasks, `${tasks}/check`, new URL("/school/ready", page.url()).href];
}

// The officer accepts the one whose arrival at the next school is then awaited.
export async function officersWays(page) {
  await page.goto("/notifications?ground=a");
  await leave(page, () => page.locator("main .seen-list__child a").first().click());
  const notification = page.url();
  await press(page, "Accept");
  await page.check("[name=child][value=new]");
  await press(page, "Accept the notification");
  await expectText(page, "Register as missing education");
  await page.goto("/notifications");
  await leave(page, () => page.locator("main .seen-list__child a").first().click());
  return [notification, page.url()];
}

// Pictures of the way, into a folder, for whoever wants to look.
export async function pictures(browser, office, folder) {
  await letIn(browser, office);
  for (const width of [1280, 390]) {
    const page = await window(browser, office, "stranger", { viewport: { width, height: 900 } });
    await signIn(page, PEOPLE.school, PASSWORD);
    let number = 0;
    const seen = async (page) => page.screenshot({ path: `${folder}/school-${width}-${String((number += 1)).padStart(2, "0")}.png`, fullPage: true });
    await page.goto("/school/notify");
    await seen(page);
    await notifies(page, "f", seen);
    await press(page, "Follow the notification");
    await seen(page);
    await page.goto("/school");
    await seen(page);
    await page.goto("/school/many");
    await seen(page);
    await sendsFiles(page, `Marsh of ${width}`);
    await seen(page);
    await page.goto("/school/ready");
    await seen(page);
    await page.goto("/school/people");
    await seen(page);
    await page.goto("/school/keys");
    await seen(page);
    const officer = await window(browser, office, "officer", { viewport: { width, height: 900 } });
    let shot = 0;
    const look = async () => officer.screenshot({ path: `${folder}/officer-${width}-${String((shot += 1)).padStart(2, "0")}.png`, fullPage: true });
    await officer.goto("/notifications");
    await look();
    await leave(officer, () => officer.locator("main .seen-list__child a").first().click());
    await look();
    await press(officer, "Accept");
    await look();
    await officer.context().close();
    await page.context().close();
  }
}
