// The console: the picture of the district, cases as they happen, and from a name to a door.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { by, launch, mapAt, mapIdle, onTicker, quiet, visitor } from "./page.mjs";
import { fileReport, PASSWORD, Server } from "./server.mjs";

let server, browser;
before(async () => {
  server = await Server.start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("a person signs in and the city is there", async () => {
  const page = await visitor(browser, server);
  await page.goto("/");
  await by(page, "login-name").fill("commander");
  await by(page, "login-password").fill("not-the-password");
  await by(page, "login-submit").click();
  await by(page, "login-error").waitFor();
  await by(page, "login-password").fill(PASSWORD);
  await by(page, "login-submit").click();
  await by(page, "map").waitFor();
  await mapIdle(page);
  await by(page, "case-row").first().waitFor();
  assert.equal(new URL(page.url()).pathname, "/");
  // The one complaint is the browser's own word for the refused password and the missing session before it.
  page.seen.faults = page.seen.faults.filter((fault) => !fault.includes("401"));
  quiet(page);
  await page.context().close();
});

test("an address that is nothing says so, to people on a page and to programs as a problem", async () => {
  const page = await visitor(browser, server);
  const answer = await page.goto("/nothing/here");
  assert.equal(answer.status(), 404);
  await page.getByRole("heading", { name: "没有这个页面" }).waitFor();
  const json = "application/json", html = "text/html,application/xhtml+xml";
  for (const [path, accept] of [["/nothing/here", json], ["/api/v1/nothing", html]]) {
    const told = await page.request.get(path, { headers: { accept } });
    assert.equal(told.status(), 404, path);
    assert.match(told.headers()["content-type"], /^application\/problem\+json/, path);
    assert.equal((await told.json()).status, 404, path);
  }
  page.seen.faults = page.seen.faults.filter((fault) => !/401|404/.test(fault));
  quiet(page);
  await page.context().close();
});

test("a report is on the list, on the map and on the wall without a reload", async () => {
  const call = await server.staff();
  const desk = await visitor(browser, server, { login: "dispatcher" });
  const wall = await visitor(browser, server);
  await Promise.all([desk.goto("/"), wall.goto("/wall")]);
  await Promise.all([mapIdle(desk), by(desk, "case-row").first().waitFor(), by(wall, "wall-ticker-item").first().waitFor()]);
  const onMap = Number(await desk.locator("html").getAttribute("data-cases"));
  const accepted = Number((await by(wall, "wall-accepted").innerText()).replace(/\D/g, ""));

  const filed = await fileReport(call);
  await desk.locator(`[data-testid="case-row"][data-number="${filed.number}"]`).waitFor();
  await desk.waitForFunction((before) => Number(document.documentElement.dataset.cases) > before, onMap);
  await onTicker(wall, filed.number).waitFor();
  await wall.waitForFunction(
    (before) => Number(document.querySelector('[data-testid="wall-accepted"]').innerText.replace(/\D/g, "")) > before,
    accepted,
  );
  quiet(wall);
  quiet(desk);
  await desk.context().close();
  await wall.context().close();
});

test("a case opens with its clock, its reason and its history, and the address keeps it", async () => {
  const call = await server.staff();
  const filed = await fileReport(call);
  const page = await visitor(browser, server, { login: "dispatcher" });
  await page.goto("/");
  await page.locator(`[data-testid="case-row"][data-number="${filed.number}"]`).click();
  await by(page, "case-drawer").waitFor();
  await by(page, "case-assignment").filter({ hasText: "依据" }).waitFor();
  await by(page, "case-history").locator("li").first().waitFor();
  await mapAt(page, filed.location);

  const link = page.url();
  const other = await visitor(browser, server, { login: "leader" });
  await other.goto(link);
  await by(other, "case-drawer").filter({ hasText: filed.number }).waitFor();
  quiet(page);
  await page.context().close();
  await other.context().close();
});

test("the overview lists the grids that are too large or too small, and leads to them", async () => {
  const call = await server.staff("leader");
  const { items } = await call("/api/v1/areas?level=grid");
  const off = items.filter((grid) => grid.size);
  assert.ok(off.length > 0 && off.length < items.length);
  const page = await visitor(browser, server, { login: "leader" });
  await page.goto("/?panel=overview");
  await by(page, "grid-sizes").locator("summary").filter({ hasText: `${off.length} 个` }).click();
  assert.equal(await by(page, "grid-off").count(), off.length);
  const farthest = off.reduce((a, b) => (Math.abs(b.households - 300) > Math.abs(a.households - 300) ? b : a));
  const first = by(page, "grid-off").first();
  assert.ok((await first.innerText()).includes(String(farthest.households)));
  await first.getByRole("button").click();
  await by(page, "grid-drawer").waitFor();
  quiet(page);
  await page.context().close();
});

test("from the name of a lost child's mother to her door", async () => {
  const page = await visitor(browser, server, { login: "commander" });
  await page.goto("/");
  await mapIdle(page);
  const namesakes = by(page, "result-resident").filter({ hasText: "星辰社区" });

  await page.keyboard.press("/");
  await by(page, "search-input").fill("陈静");
  await namesakes.nth(1).waitFor();
  assert.equal(await namesakes.count(), 2, "two of the name in 星辰社区");

  await by(page, "child-age").fill("6");
  const first = namesakes.first();
  await first.filter({ hasText: /29栋.*2单元/s }).waitFor();
  await first.filter({ hasText: "同户有6岁" }).waitFor();
  assert.equal(await namesakes.count(), 1, "the namesake of 71 is no parent of a child of six");

  await first.click();
  await by(page, "elevation").waitFor();
  await by(page, "dwelling-found").waitFor();
  assert.match(await by(page, "dwelling-found").innerText(), /301/);
  const call = await server.staff();
  const query = new URLSearchParams({ q: "陈静", area: "星辰社区", child_age: "6" });
  const { items } = await call(`/api/v1/residents?${query}`);
  await mapAt(page, items[0].location);
  assert.ok(Number(await page.locator("html").getAttribute("data-map-zoom")) >= 16, "close enough to see the building");
  quiet(page);
  await page.context().close();
});

test("in English no Chinese is left but names", async () => {
  const page = await visitor(browser, server, { login: "commander", language: "en" });
  await page.goto("/");
  if ((await page.locator("html").getAttribute("lang")) !== "en") await by(page, "lang-switch").click();
  await page.waitForFunction(() => document.documentElement.lang === "en");
  const pages = [
    ["/", "case-row"],
    ["/?panel=overview", "tile-open"],
    ["/?panel=people", "people-name"],
    ["/wall", "wall-accepted"],
    ["/report", "report-submit"],
  ];
  for (const [path, sign] of pages) {
    await page.goto(path);
    await by(page, sign).first().waitFor();
    const shown = await page.evaluate(() => document.body.innerText);
    const words = shown.match(/[\u4e00-\u9fff]+/g) ?? [];
    const data = await dataOf(page);
    // The switch names the other language in that language.
    const left = [...new Set(words)].filter((word) => word !== "中文" && !data.includes(word));
    assert.deepEqual(left, [], `Chinese on ${path}`);
  }
  await page.context().close();
});

/** All texts that the server sent, except the Chinese half of those that come in two languages. */
async function dataOf(page) {
  const texts = [];
  const collect = (value, key) => {
    if (typeof value === "string") {
      if (key !== "zh" && !key.endsWith("_zh")) texts.push(value);
    } else if (value && typeof value === "object") {
      for (const [name, inner] of Object.entries(value)) collect(inner, Array.isArray(value) ? key : name);
    }
  };
  for (const answer of await Promise.all(page.seen.answers)) if (answer) collect(JSON.parse(answer), "");
  return texts.join("\n");
}
