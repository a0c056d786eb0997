// Two people who do not use a mouse and a modern browser: everything works for them too.

import { PASSWORD, PEOPLE, expectText, leave, today, window } from "./office.mjs";

// Presses Tab until the element with the focus fits; each stop on the way must be visible.
async function tabTo(page, what, fits) {
  for (let stops = 0; stops < 250; stops += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate((fits) => {
      const at = document.activeElement;
      if (!at || at === document.body) return { fits: false, seen: true };
      const style = getComputedStyle(at);
      const label = at.labels?.[0] ? getComputedStyle(at.labels[0], "::before") : style;
      const shows = (of) => (of.outlineStyle !== "none" && of.outlineWidth !== "0px") || of.boxShadow !== "none";
      const words = (at.labels?.[0]?.textContent ?? at.textContent ?? "").replace(/\s+/g, " ").trim();
      return { fits: new RegExp(fits).test(at.id ? `#${at.id} ${words}` : words), seen: shows(style) || shows(label), words, tag: at.outerHTML.slice(0, 80) };
    }, fits.source);
    if (!stop.seen) throw new Error(`the focus cannot be seen on ${stop.tag}`);
    if (stop.fits) return;
  }
  throw new Error(`no way to ${what} with the Tab key on ${page.url()}`);
}

async function enter(page) {
  await leave(page, () => page.keyboard.press("Enter"));
}

export async function byKeyboard(browser, office) {
  const page = await window(browser, office, "stranger");
  await page.goto("/sign-in");
  await tabTo(page, "the email address", /^#email /);
  await page.keyboard.type(PEOPLE.officer);
  await tabTo(page, "the password", /^#password /);
  await page.keyboard.type(PASSWORD);
  await enter(page);

  await tabTo(page, "Not seen", /^Not seen$/);
  await enter(page);
  await expectText(page, "Not seen");
  const names = await page.$$eval("main table a[href^='/children/'], main .seen-row a[href^='/children/']", (links) => links.map((link) => link.textContent.trim()));
  if (!names.length) throw new Error("Not seen lists nobody");
  await tabTo(page, "the first record", new RegExp(names[0].replace(/[^\w ]/g, ".")));
  await enter(page);

  await tabTo(page, "record a contact", /^Record a contact$/);
  await enter(page);
  await tabTo(page, "the date", /^#occurred_on /);
  await page.keyboard.type(today());
  await tabTo(page, "who it was", /^#who\b/);
  await page.keyboard.press("Space");
  await tabTo(page, "how it was made", /^#mode\b/);
  for (const key of ["Space", "ArrowDown", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key); // by phone
  await tabTo(page, "completed", /^#outcome\b/);
  await page.keyboard.press("Space");
  await tabTo(page, "the button", /^Record the contact$/);
  await enter(page);
  const said = await page.innerText("main");
  if (!said.includes("The contact is recorded")) throw new Error(`the contact was not recorded: ${page.url()} ${said.slice(0, 400)}`);
  await page.context().close();
}

export async function withoutScripts(browser, office) {
  const page = await window(browser, office, "officer", { javaScriptEnabled: false });
  await page.goto("/not-seen");
  await page.click("main a[href^='/children/']");
  const record = page.url();
  const name = await page.innerText("main h1");

  await page.goto("/children");
  await page.fill("#words", name.split("\n")[0]);
  await leave(page, () => page.click("main form button[type=submit]"));
  await expectText(page, name.split("\n")[0]);
  if (/[?&](words|name)=/.test(page.url())) throw new Error(`what was searched for is in the address: ${page.url()}`);

  await page.goto(record);
  await page.click("text=Record a contact");
  await page.fill("#notes", "He showed me his kite.");
  await leave(page, () => page.click("main form button[type=submit]"));
  await expectText(page, "There is a problem");
  if ((await page.inputValue("#notes")) !== "He showed me his kite.") throw new Error("what was typed is lost");
  await page.fill("#occurred_on", today());
  await page.check("#who");
  await page.check("[name=mode][value=phone]");
  await page.check("[name=outcome][value=completed]");
  await leave(page, () => page.click("main form button[type=submit]"));
  await expectText(page, "The contact is recorded");
  await page.context().close();
}
