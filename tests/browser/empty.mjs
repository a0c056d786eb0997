// From an empty database to the first child: a new authority makes its accounts, everybody looks into
// every room while there is nobody in the register, and then there is somebody.

import { expectText, fill, press, setUpSecondFactor, signIn, today, window } from "./office.mjs";
import { faultsOf } from "./looks.mjs";
import { stop, walk } from "./tour.mjs";

const PASSWORD = "three lanterns by the weir";
const NAMES = { officer: "Hester Vane", manager: "Jory Penhallow", administrator: "Ruth Blythe", auditor: "Anselm Crowe" };
const emailOf = (role) => `${role}@larkford.example`;

// Each role looks at each page once; what comes back from forms sent empty is the same with children
// and without, and the tour of the demonstration looks at it.
export async function fromEmpty(browser, office, look) {
  const tourOf = () => ({ office, met: new Map(), examples: 1, sendsForms: false, look: (kind, state, faults) => look(kind, `empty register, ${state}`, faults) });
  const administrator = await firstAdministrator(browser, { ...tourOf(), sendsForms: true });
  const people = { administrator };
  for (const role of ["officer", "manager", "auditor"]) people[role] = await invited(browser, tourOf(), administrator, role);
  for (const [role, page] of Object.entries(people)) await walk(tourOf(), page, role);
  await firstChild(people, tourOf());
}

async function firstAdministrator(browser, tour) {
  const page = await window(browser, tour.office, "stranger");
  const link = tour.office.firstLink;
  await page.goto(link);
  await stop(tour, page, "the first administrator");
  await page.goto(link);
  await fill(page, { authority_name: "Larkford", authority_code: "991", name: NAMES.administrator, email: emailOf("administrator"), password: PASSWORD });
  await press(page, "Make the account");
  await enter(page, tour, "administrator");
  return page;
}

// The administrator invites somebody, who takes the link to another computer and chooses a password.
async function invited(browser, tour, administrator, role) {
  await administrator.goto("/accounts");
  await press(administrator, "Invite somebody");
  await fill(administrator, { name: NAMES[role], email: emailOf(role) });
  await administrator.check(`[name=role][value=${role}]`);
  await press(administrator, "Make the invitation");
  if (role === "officer") tour.look("/accounts/new", "the link to hand over", await faultsOf(administrator));
  const page = await window(browser, tour.office, "stranger");
  const link = await administrator.innerText("#link");
  await page.goto(link);
  await stop({ ...tour, sendsForms: role === "officer" }, page, role);
  await page.goto(link);
  await fill(page, { password: PASSWORD });
  await press(page, "Set password");
  await enter(page, tour, role);
  return page;
}

// Signs in for the first time; whoever decides much must set a second factor up before anything else.
async function enter(page, tour, role) {
  await signIn(page, emailOf(role), PASSWORD);
  const isAsked = new URL(page.url()).pathname === "/second-factor";
  if (isAsked !== ["administrator", "manager"].includes(role)) throw new Error(`the ${role} came to ${page.url()}`);
  if (!isAsked) return;
  await stop(tour, page, `${role}, before anything else`);
  await setUpSecondFactor(page);
  await press(page, "I have kept them");
}

// The officer adds a child nobody has ever seen, and everybody's list says so at once.
async function firstChild({ officer, manager }, tour) {
  await expectNeverSeen(officer, 0);
  await typeChild(officer, "Linnet");
  await expectText(officer, "The child is on the register");
  for (const page of [officer, manager]) {
    await expectNeverSeen(page, 1);
    await expectText(page, "Linnet Fairweather");
  }
  await typeChild(officer, "Linette");
  await expectText(officer, "Is it one of these children?");
  tour.look("/children/new", "who it may be already", await faultsOf(officer));
}

async function typeChild(officer, given) {
  await officer.goto("/children");
  await fill(officer, { words: `${given} Fairweather` });
  await press(officer, "Search");
  await press(officer, "Add a new child");
  await fill(officer, { given_names: given, family_name: "Fairweather", date_of_birth: "3/3/2015", started_on: today() });
  await officer.check("[name=sex][value=female]");
  await officer.check("[name=kind][value=ehe]");
  await officer.check("[name=level][value=standard]");
  await officer.selectOption("#source", "parent");
  await officer.selectOption("#reason", "lifestyle");
  await press(officer, "Add the child");
}

async function expectNeverSeen(page, count) {
  await page.goto("/not-seen");
  const shown = await page.innerText("main .seen-card--never .seen-card__figure");
  if (Number(shown) !== count) throw new Error(`Not seen counts ${shown} never seen, and it is ${count}`);
}
