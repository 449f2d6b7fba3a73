// The two stories that people remember: from a lost child's mother to her door in one search box, and from a neighbour's
// worry to the tenants of a dwelling.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { by, launch, mapAt, mapIdle, quiet, visitor } from "./page.mjs";
import { Server } from "./server.mjs";

let server, browser;
before(async () => {
  server = await Server.start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What the map says it has marked. */
const marked = (page) => page.locator("html").getAttribute("data-map-home");

/** Who has looked at a dwelling, as the auditor reads it, newest first. */
async function accesses(dwelling) {
  const auditor = await server.staff("auditor");
  return (await auditor(`/api/v1/dwellings/${dwelling}/accesses`)).items;
}

/** From the search box to the household of the mother, by the keyboard alone. */
async function findMother(page) {
  await page.keyboard.press("/");
  await by(page, "search-input").fill("陈静");
  const namesakes = by(page, "result-resident").filter({ hasText: "星辰社区" });
  await namesakes.nth(1).waitFor();
  assert.equal(await namesakes.filter({ has: page.getByText("陈静", { exact: true }) }).count(), 2, "two of the name");
  await by(page, "child-age").fill("6");
  const first = by(page, "result-resident").first();
  await first.filter({ hasText: /星辰花园 29栋 2单元 301/ }).waitFor();
  await first.filter({ hasText: "6岁" }).waitFor();
  await page.keyboard.press("Enter");
  await by(page, "household").waitFor();
}

test("a lost child: from the mother's name to the ringed door, in one search box", async () => {
  const page = await visitor(browser, server, { login: "commander" });
  await page.goto("/");
  await mapIdle(page);
  await findMother(page);

  await by(page, "dwelling-found").waitFor();
  assert.match(await by(page, "dwelling-found").innerText(), /301/);
  assert.match(await by(page, "entrance-found").innerText(), /2单元/);
  const call = await server.staff();
  const query = new URLSearchParams({ q: "陈静", area: "星辰社区", child_age: "6" });
  const { items } = await call(`/api/v1/residents?${query}`);
  await mapAt(page, items[0].location);
  assert.equal(await marked(page), `${items[0].building.id} entrance 2 floor 3`, "door and floor are marked on the map");

  const family = await by(page, "member").allInnerTexts();
  const has = (name, words) => family.some((text) => text.includes(name) && words.every((word) => text.includes(word)));
  assert.ok(has("陈静", ["33岁", "女"]), `the mother: ${family}`);
  assert.ok(family.some((text) => /6岁/.test(text) && text.includes("子女")), `the child of six: ${family}`);
  assert.ok(family.some((text) => text.includes("男") && /(户主|配偶)/.test(text)), `the husband: ${family}`);
  const shown = await by(page, "household").innerText();
  assert.doesNotMatch(shown, /\d{11}/, "no number in full");
  assert.match(shown, /1\d\d\*{4}\d{4}/, "a masked telephone");

  // Her number in full, for a reason; the auditor sees who looked and why.
  const home = await by(page, "household").getAttribute("data-dwelling");
  const mother = by(page, "member").filter({ hasText: "33岁" });
  await mother.getByTestId("reveal").first().click();
  await by(page, "purpose-missing_person").check();
  await by(page, "reveal-send").click();
  const number = await by(page, "revealed").first().innerText();
  assert.match(number, /1\d{10}/);
  const [reveal, look] = await accesses(home);
  assert.deepEqual([reveal.login, reveal.action, reveal.purpose], ["commander", "reveal", "missing_person"]);
  assert.deepEqual([look.login, look.action, look.subject_id], ["commander", "look", home]);

  // The address holds it: a link in a chat opens the same picture, and a correct one marks no more than it should.
  const other = await visitor(browser, server, { login: "commander" });
  await other.goto(page.url());
  await by(other, "dwelling-found").filter({ hasText: "301" }).waitFor();
  await other.context().close();

  await by(page, "drawer-close").click();
  await by(page, "household").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.documentElement.dataset.mapHome === "");
  quiet(page);
  await page.context().close();
});

test("the arrows walk from door to door", async () => {
  const page = await visitor(browser, server, { login: "commander" });
  await page.goto("/");
  await findMother(page);
  const found = by(page, "dwelling-found");
  await found.focus();
  const here = () => page.evaluate(() => document.activeElement.textContent);
  for (const [key, number] of [["ArrowUp", "401"], ["ArrowRight", "402"], ["ArrowDown", "302"], ["ArrowLeft", "301"]]) {
    await page.keyboard.press(key);
    assert.equal(await here(), number, key);
  }
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await by(page, "dwelling-found").filter({ hasText: "401" }).waitFor();
  await page.locator('[data-testid="household"] h3').filter({ hasText: /2单元 401/ }).waitFor();
  assert.match(await marked(page), /entrance 2 floor 4/, "the map follows");
  quiet(page);
  await page.context().close();
});

test("a neighbour's worry: owner, two tenants and the one who left, apart", async () => {
  const page = await visitor(browser, server, { login: "community" });
  const call = await server.staff("community");
  const { places } = await call("/api/v1/search?q=" + encodeURIComponent("星辰花园16栋"));
  const building = await call(`/api/v1/buildings/${places[0].id}`);
  const home = building.dwellings.find((cell) => cell.entrance === 3 && cell.number === "1102");
  // Only the entrance was told: it is lit, and no dwelling is ringed.
  await page.goto(`/?building=${building.id}&entrance=3`);
  await by(page, "entrance-found").filter({ hasText: "3单元" }).waitFor();
  assert.equal(await by(page, "dwelling-found").count(), 0);
  await page.locator(`[data-testid="dwelling"][data-id="${home.id}"]`).click();
  await by(page, "tenant").nth(1).waitFor();
  assert.equal(await by(page, "tenant").count(), 2);
  assert.equal(await by(page, "former-tenant").count(), 1);
  assert.match(await by(page, "owner").innerText(), /\*{4}\d{4}/);
  const gone = (await by(page, "former-tenant").locator("b").first().innerText()).trim();
  assert.ok(!(await by(page, "member").allInnerTexts()).some((text) => text.includes(gone)), "who left does not live here");
  quiet(page);
  await page.context().close();
});

test("a worker notes a visit and corrects a telephone, and the card says from whom it has it", async () => {
  const page = await visitor(browser, server, { login: "worker" });
  await page.goto("/");
  await page.keyboard.press("/");
  await by(page, "search-input").fill("陈静");
  await by(page, "result-resident").filter({ hasText: /29栋 2单元 301/ }).first().click();
  await by(page, "visit-new").click();
  await by(page, "visit-note").fill("孩子已平安回家");
  await by(page, "visit-save").click();
  await by(page, "visit").filter({ hasText: "孩子已平安回家" }).waitFor();

  const mother = by(page, "member").filter({ hasText: "33岁" });
  await mother.getByTestId("correct").click();
  await by(page, "correct-phone").fill("13955512345");
  await by(page, "correct-save").click();
  await mother.filter({ hasText: "139****2345" }).waitFor();
  const source = mother.locator('[data-field="phone"]').first();
  assert.match(await source.getAttribute("data-source"), /网格采集.*worker/);
  quiet(page);
  await page.context().close();
});

test("cards of a grid: one for each household, and the code opens a report at the door", async () => {
  const page = await visitor(browser, server, { login: "worker" });
  const { office } = await (await page.request.get("/api/v1/session")).json();
  await page.goto(`/card/${office.area.code}`);
  const cards = by(page, "contact-card");
  await cards.first().waitFor();
  const count = Number((await by(page, "card-count").innerText()).match(/\d+/)[0]);
  assert.equal(await cards.count(), count);
  assert.ok(count > 20, `${count} cards`);
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g).length;
  assert.equal(sheets, Math.ceil(count / 8), "eight on a page");

  const url = new URL(await cards.first().getAttribute("data-url"));
  assert.equal(url.origin, server.base);
  const citizen = await visitor(browser, server);
  await citizen.goto(url.pathname + url.search);
  const told = await by(citizen, "report-scanned").innerText();
  assert.match(told, /单元/);
  await citizen.waitForFunction(() => document.querySelector('[data-testid="report-address"]').value.endsWith("单元"));
  await by(citizen, "report-description").fill("楼道灯不亮");
  await by(citizen, "report-submit").click();
  await by(citizen, "report-number").waitFor();
  quiet(citizen);
  quiet(page);
  await citizen.context().close();
  await page.context().close();
});
