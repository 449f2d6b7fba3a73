// The one box: addresses lead to the ringed dwelling, namesakes are complete, and no number of a person is in an address.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { by, launch, mapIdle, quiet, visitor } from "./page.mjs";
import { Server } from "./server.mjs";

let server, browser, call;
before(async () => {
  server = await Server.start();
  browser = await launch();
  call = await server.staff("commander");
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A commander at an open console. */
async function desk(options) {
  const page = await visitor(browser, server, { login: "commander", ...options });
  await page.goto("/");
  await mapIdle(page);
  return page;
}

/** Types words and waits until the list answers them. */
async function ask(page, words) {
  await by(page, "search-input").fill(words);
  await page.locator(`#results[data-words="${words}"]`).waitFor();
}

const people = (query) => call(`/api/v1/residents?limit=100&${new URLSearchParams(query)}`);

/** Everybody whom the interface finds, on all its pages. */
async function everybody(query) {
  const items = [];
  for (let after; ; ) {
    const page = await people(after ? { ...query, after } : query);
    items.push(...page.items);
    after = page.next;
    if (!after) return items;
  }
}

test("an address leads to the ringed dwelling, however it is written", async () => {
  const page = await desk();
  for (const words of ["星辰花园29栋2单元301", "xingchen 29-2-301", "红星新村二十九栋二单元三〇一室"]) {
    await page.keyboard.press("/");
    await ask(page, words);
    const first = by(page, "result-dwelling").first();
    assert.match(await first.innerText(), /星辰花园 29栋 2单元 301/, words);
    if (words.startsWith("红星")) assert.match(await first.innerText(), /曾用名[^]*红星新村29栋/);
    await page.keyboard.press("Enter");
    await by(page, "dwelling-found").waitFor();
    assert.match(await by(page, "dwelling-found").innerText(), /301/);
    await by(page, "household").filter({ hasText: "陈静" }).waitFor();
    await page.goto("/");
    await mapIdle(page);
  }
  quiet(page);
  await page.context().close();
});

test("an entrance alone is marked, and a dwelling that is not there is said", async () => {
  const page = await desk();
  await ask(page, "星辰花园29栋2单元9901");
  assert.match(await by(page, "result-dwelling").first().innerText(), /没有 9901 室/);
  await ask(page, "星辰花园29栋二单元");
  await by(page, "result-dwelling").first().click();
  await by(page, "entrance-found").waitFor();
  assert.match(await by(page, "entrance-found").innerText(), /2单元/);
  assert.equal(await by(page, "dwelling-found").count(), 0);
  assert.match(page.url(), /entrance=2/);
  quiet(page);
  await page.context().close();
});

test("an old name finds a building, a road and a complex, and says so", async () => {
  const page = await desk();
  for (const [words, name] of [["老纺织厂宿舍", "学士街33号楼"], ["文庙街", "学士街"], ["红星新村", "星辰花园"]]) {
    await ask(page, words);
    const hit = by(page, "result-place").filter({ hasText: "曾用名" }).first();
    const text = await hit.innerText();
    assert.ok(text.includes(name) && text.includes(words), text);
  }
  quiet(page);
  await page.context().close();
});

test("no namesake is hidden: the box says how many more there are, and one click shows all of them", async () => {
  const all = await everybody({ q: "王" });
  assert.ok(all.length > 150, `only ${all.length}`);
  const page = await desk();
  await ask(page, "王");
  const shown = await by(page, "result-resident").count();
  const more = by(page, "result-all-people");
  const rest = Math.min(all.length, 200) - shown;
  assert.match(await more.innerText(), new RegExp(`还有 ${rest}${all.length > 200 ? "\\+" : ""} 人`));
  await more.click();
  assert.equal(await by(page, "people-name").inputValue(), "王");
  const rows = by(page, "people-row");
  await rows.first().waitFor();
  while ((await by(page, "people-end").count()) === 0) {
    const before = await rows.count();
    await by(page, "people-more").click();
    await page.waitForFunction(
      (before) =>
        document.querySelectorAll('[data-testid="people-row"]').length > before ||
        document.querySelector('[data-testid="people-end"]'),
      before,
    );
  }
  const ids = await rows.evaluateAll((rows) => rows.map((row) => row.dataset.id));
  assert.deepEqual(ids.toSorted(), all.map((hit) => hit.id).toSorted());
  assert.match(await by(page, "people-count").innerText(), new RegExp(`${all.length} 人`));
  quiet(page);
  await page.context().close();
});

test("sex, age and subdistrict narrow in the box and in the list alike", async () => {
  const page = await desk();
  const areas = await call("/api/v1/areas?level=subdistrict");
  const ways = [
    [{ sex: "female" }, async (prefix) => by(page, `${prefix}sex`).selectOption("female")],
    [
      { age_from: "60", age_to: "70" },
      async (prefix) => {
        await by(page, `${prefix}age-from`).fill("60");
        await by(page, `${prefix}age-to`).fill("70");
      },
    ],
    [{ area: areas.items[0].code }, async (prefix) => by(page, `${prefix}subdistrict`).selectOption(areas.items[0].code)],
  ];
  for (const [query, narrow] of ways) {
    const wanted = (await everybody({ q: "王静", ...query })).map((hit) => hit.id);
    const total = (await call("/api/v1/search", { q: "王静", ...numbers(query) })).residents_total;
    assert.equal(total, Math.min(wanted.length, 200), "counted up to 200");
    await page.goto("/?panel=people");
    await by(page, "people-name").fill("王静");
    await narrow("people-");
    await page.waitForFunction(
      (wanted) => {
        const rows = [...document.querySelectorAll('[data-testid="people-row"]')].map((row) => row.dataset.id);
        return JSON.stringify(rows) === JSON.stringify(wanted);
      },
      wanted.slice(0, 50),
    );
    await ask(page, "王静");
    await narrow("");
    const shown = Math.min(wanted.length, 20);
    await page.waitForFunction(
      (shown) => document.querySelectorAll('#results [data-testid="result-resident"]').length === shown,
      shown,
    );
    await by(page, "clear").click();
    await page.keyboard.press("Escape");
  }
  quiet(page);
  await page.context().close();
});

/** Ages are numbers in a body. */
function numbers(query) {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, name.startsWith("age") ? Number(value) : value]));
}

test("telephones and identity numbers are in no address and in no log", async () => {
  const page = await desk();
  const numbers = ["19900004711", "991101199001011234"];
  for (const number of numbers) {
    await page.goto("/");
    await by(page, "search-input").pressSequentially(number);
    await page.locator(`#results[data-words="${number}"]`).waitFor();
    await page.keyboard.press("Escape");
    await page.goto("/?panel=people");
    await by(page, "people-name").fill(number);
    await page.getByText("没有找到这个人").or(by(page, "people-row").first()).first().waitFor();
  }
  const asked = page.seen.requests.filter((url) => numbers.some((number) => url.includes(number.slice(0, 7))));
  assert.deepEqual(asked, []);
  const words = page.seen.requests.filter((url) => url.includes("/api/v1/search?"));
  assert.deepEqual(words, [], "the box asks in bodies");
  const logged = server.said.filter((line) => numbers.some((number) => line.includes(number)));
  assert.deepEqual(logged, []);
  quiet(page);
  await page.context().close();
});

test("the box is worked by keys, also on a telephone's screen", async () => {
  const page = await desk({ viewport: { width: 390, height: 844 } });
  await page.keyboard.press("/");
  await ask(page, "陈静");
  const input = by(page, "search-input");
  assert.equal(await input.getAttribute("aria-expanded"), "true");
  assert.equal(await input.getAttribute("aria-activedescendant"), "choice-0");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.locator('[role="option"][aria-selected="true"]').getAttribute("id"), "choice-1");
  const box = await by(page, "results").boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390, "the list fits the screen");
  await page.keyboard.press("Escape");
  await by(page, "results").waitFor({ state: "detached" });
  assert.equal(await input.evaluate((element) => document.activeElement === element), false);
  quiet(page);
  await page.context().close();
});
