// Casework in the pages: the life of one case through its offices, two at once, a lost connection, the queue with its
// keyboard and bulk steps, and lists that are kept and taken away.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { by, launch, quiet, visitor } from "./page.mjs";
import { fileReport, Server } from "./server.mjs";

let server, browser, grid, home;
before(async () => {
  server = await Server.start();
  browser = await launch();
  // The grid of the demo's worker, and a point in it.
  const worker = await server.staff("worker");
  grid = (await worker("/api/v1/session")).office.area.code;
  home = (await worker(`/api/v1/areas/${grid}`)).label;
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const PHONE = { width: 390, height: 844 };

/** A report in the worker's grid. */
const report = async (change = {}) => {
  const call = await server.staff("dispatcher");
  return fileReport(call, { category: "E0130", description: "学士街33号楼东侧污水外溢", location: home, ...change });
};

/** A step outside the browser, on the version that is there. */
async function step(login, number, action, input = {}) {
  const call = await server.staff(login);
  const { version } = await call(`/api/v1/cases/${number}`);
  return call(`/api/v1/cases/${number}/actions/${action}`, { version, ...input });
}

/** Somebody on the page of a case. */
async function at(login, number, options = {}) {
  const page = await visitor(browser, server, { login, ...options });
  await page.goto(`/case/${number}`);
  await by(page, "case-state").waitFor();
  return page;
}

/** Opens the form of a step, from its button or from the menu. */
async function open(page, action) {
  await page.locator('[data-testid^="action-"]').first().waitFor();
  const button = by(page, `action-${action}`);
  if (!(await button.isVisible())) await by(page, "action-more").click();
  await button.click();
  await by(page, "action-form").waitFor();
}

/** Takes a step in the page and waits until the page says so. */
async function take(page, action, { note, departments = [], state } = {}) {
  await open(page, action);
  if (note) await by(page, "field-note").fill(note);
  for (const department of departments) await by(page, `department-${department}`).check();
  await by(page, "action-submit").click();
  await by(page, "action-form").waitFor({ state: "detached" });
  await by(page, "action-done").waitFor();
  if (state) await page.locator(`[data-testid="case-state"][data-state="${state}"]`).waitFor();
}

const offered = async (page) => {
  await page.locator('[data-testid^="action-"]').first().waitFor();
  if (await by(page, "action-more").isVisible()) await by(page, "action-more").click();
  const ids = await page.locator('button[data-testid^="action-"]').evaluateAll((all) => all.map((one) => one.dataset.testid));
  await page.keyboard.press("Escape");
  return ids.map((id) => id.replace("action-", "")).filter((id) => id !== "more").sort();
};

test("one case is walked from the report to its closure by its offices, each with its own steps", async () => {
  const { number } = await report();

  const stranger = await visitor(browser, server, { login: "department" });
  await stranger.goto(`/case/${number}`);
  await by(stranger, "case-missing").waitFor();

  const desk = await at("dispatcher", number);
  assert.deepEqual(await offered(desk), ["accept", "link", "merge", "nudge", "reject"]);
  await take(desk, "accept", { state: "accepted" });
  await take(desk, "file", { state: "filed" });
  await open(desk, "dispatch");
  // What the category usually goes to is chosen already; this one goes to the drains.
  await by(desk, "field-departments").locator("input:checked").first().waitFor();
  for (const box of await by(desk, "field-departments").locator("input:checked").all()) await box.uncheck();
  await by(desk, "department-drainage").check();
  await by(desk, "field-note").fill("请于今日内处置");
  await desk.keyboard.press("Control+Enter");
  await desk.locator('[data-testid="case-state"][data-state="dispatched"]').waitFor();

  // The department on a phone. Its page learns by itself what others do.
  const phone = await at("department", number, { viewport: PHONE, hasTouch: true });
  await take(phone, "acknowledge", { state: "handling" });
  await open(phone, "progress");
  await by(phone, "action-submit").click();
  await by(phone, "fault-note").waitFor();
  await by(phone, "field-note").fill("已到现场，正在疏通");
  await by(phone, "action-submit").click();
  await by(phone, "action-done").waitFor();
  const photo = await phone.screenshot({ type: "jpeg" });
  await by(phone, "evidence-upload-after").setInputFiles({ name: "after.jpg", mimeType: "image/jpeg", buffer: photo });
  await by(phone, "evidence-after").getByTestId("evidence-item").waitFor();
  await by(phone, "evidence-upload-after").setInputFiles({ name: "no.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no photo") });
  await by(phone, "upload-refused").waitFor();
  await by(phone, "evidence-item").click();
  await by(phone, "evidence-large").waitFor();
  await by(phone, "evidence-close").click();
  await take(phone, "feed_back", { note: "已疏通，现场已冲洗", state: "fed_back" });

  const worker = await at("worker", number, { viewport: PHONE, hasTouch: true });
  assert.deepEqual(await offered(worker), ["rework", "verify"]);
  await by(worker, "evidence-item").waitFor();
  await take(worker, "verify", { state: "verified" });

  await desk.locator('[data-testid="case-state"][data-state="verified"]').waitFor();
  await take(desk, "close", { note: "同意结案", state: "closed" });
  await by(desk, "case-clock").filter({ hasText: "按期结案" }).waitFor();

  const leader = await at("leader", number);
  await by(leader, "no-actions").waitFor();
  const rows = by(leader, "history-row");
  await rows.nth(8).waitFor();
  const told = await rows.evaluateAll((all) => all.map((row) => [row.dataset.action, row.dataset.role]));
  const steps = [
    ["report", undefined], ["assign", undefined], ["accept", "dispatcher"], ["file", "dispatcher"], ["dispatch", "dispatcher"],
    ["acknowledge", "department"], ["progress", "department"], ["attach", "department"], ["feed_back", "department"],
    ["verify", "worker"], ["close", "dispatcher"],
  ];
  assert.deepEqual(told.reverse().map(([action, role]) => [action, role ?? undefined]), steps.map(([a, r]) => [a, r]));
  await rows.filter({ hasText: "派遣员" }).first().waitFor();
  await leader.locator('[data-action="dispatch"] summary').click();
  await leader.locator('[data-action="dispatch"] tr').filter({ hasText: "部门任务" }).filter({ hasText: "排水 待接单" }).waitFor();

  for (const page of [desk, worker, leader]) {
    quiet(page);
    await page.context().close();
  }
  await phone.context().close();
  await stranger.context().close();
});

test("a leader puts another case under supervision; a worker does not see the cases of other grids", async () => {
  const { number } = await report();
  const leader = await at("leader", number);
  assert.deepEqual(await offered(leader), ["nudge", "supervise"]);
  await take(leader, "supervise", { note: "请今日内反馈" });
  await by(leader, "case-supervised").waitFor();
  assert.deepEqual(await offered(leader), ["nudge"]);
  await take(leader, "nudge");

  const all = await (await server.staff("leader"))("/api/v1/cases?limit=500");
  const other = all.items.find((item) => item.grid && item.grid.code !== grid);
  const worker = await visitor(browser, server, { login: "worker" });
  await worker.goto(`/case/${other.number}`);
  await by(worker, "case-missing").waitFor();
  await worker.goto("/case/E0130-19990101-0001");
  await by(worker, "case-missing").waitFor();
  quiet(leader);
  await leader.context().close();
  await worker.context().close();
});

test("of two at once the later one sees who was faster, keeps what was written and may send again", async () => {
  const { number } = await report();
  const [one, two] = await Promise.all([at("commander", number), at("dispatcher", number)]);
  await open(two, "nudge");
  await by(two, "field-note").fill("群众多次来电，请尽快");
  // The page is not told of what happens meanwhile.
  await two.context().setOffline(true);
  await take(one, "accept", { state: "accepted" });
  await by(two, "action-submit").click();
  await by(two, "action-error").waitFor();
  assert.equal(await by(two, "field-note").inputValue(), "群众多次来电，请尽快");

  await two.context().setOffline(false);
  // Whether the stream has come back before the click or not, the text is there and the step is taken in the end.
  await by(two, "action-submit").click();
  const conflict = by(two, "action-conflict");
  await conflict.or(by(two, "action-done")).waitFor();
  if (await conflict.isVisible()) {
    await by(two, "conflict-who").filter({ hasText: "值班长" }).filter({ hasText: "受理" }).waitFor();
    assert.equal(await by(two, "field-note").inputValue(), "群众多次来电，请尽快");
    await by(two, "action-submit").click();
    await by(two, "action-done").waitFor();
  }
  await two.locator('[data-testid="history-row"][data-action="nudge"]').filter({ hasText: "群众多次来电" }).waitFor();
  await one.context().close();
  await two.context().close();
});

test("a step on a version that is gone is refused with the present state", async () => {
  const { number } = await report();
  const page = await at("dispatcher", number);
  // Another answer than the page expects: the first try goes out with an old version.
  const stale = async (route) => {
    const body = { ...route.request().postDataJSON(), version: 1 };
    await route.continue({ postData: JSON.stringify(body) });
  };
  await page.route("**/actions/nudge", stale, { times: 1 });
  await open(page, "nudge");
  await by(page, "field-note").fill("请核实");
  await by(page, "action-submit").click();
  await by(page, "action-error").waitFor();
  assert.equal(await by(page, "field-note").inputValue(), "请核实");
  await by(page, "action-submit").click();
  await by(page, "action-done").waitFor();
  await page.context().close();
});

test("the queue is worked with the keyboard, several at once, and says what was refused", async () => {
  const numbers = [];
  for (const category of ["E0130", "E0192", "E0130"]) {
    const { number } = await report({ category });
    await step("dispatcher", number, "accept");
    await step("dispatcher", number, "file");
    numbers.push(number);
  }
  const page = await visitor(browser, server, { login: "dispatcher" });
  await page.goto("/?panel=queue&tab=filed");
  await by(page, "queue").waitFor();
  const row = (number) => page.locator(`[data-testid="queue"] [data-testid="case-row"][data-number="${number}"]`);
  for (const number of numbers) await row(number).waitFor();
  assert.ok(Number(await by(page, "queue-count").innerText()) >= 3);

  await row(numbers[0]).focus();
  await page.keyboard.press("x");
  for (const number of numbers.slice(1)) {
    await row(number).focus();
    await page.keyboard.press("x");
  }
  await by(page, "bulk-bar").filter({ hasText: "3" }).waitFor();
  await by(page, "bulk-dispatch").click();
  await by(page, "bulk-spread").waitFor();
  // Somebody dispatches one of them meanwhile.
  await page.route("**/api/v1/cases/actions/dispatch", async (route) => {
    const input = route.request().postDataJSON();
    input.cases = input.cases.map((item) => (item.number === numbers[2] ? { ...item, version: 1 } : item));
    await route.continue({ postData: JSON.stringify(input) });
  });
  await by(page, "bulk-submit").click();
  await by(page, "bulk-outcome").filter({ hasText: "2 件已办理" }).waitFor();
  await by(page, "bulk-refused").filter({ hasText: numbers[2] }).waitFor();
  await row(numbers[0]).waitFor({ state: "detached" });
  await row(numbers[1]).waitFor({ state: "detached" });
  assert.equal(await by(page, "queue-select").locator("visible=true").evaluateAll((all) => all.filter((box) => box.checked).length), 1);
  await by(page, "bulk-clear").click();

  await row(numbers[2]).focus();
  await page.keyboard.press("a");
  await page.locator('[data-testid="action-form"][data-action="dispatch"]').waitFor();
  await page.keyboard.press("Escape");
  await by(page, "action-form").waitFor({ state: "detached" });
  await row(numbers[2]).focus();
  await page.keyboard.press("?");
  await by(page, "keys-sheet").waitFor();
  await page.keyboard.press("Escape");
  await by(page, "keys-sheet").waitFor({ state: "detached" });
  await page.context().close();
});

test("a filter is in the address, is kept under a name, and what it finds is taken away", async () => {
  const { number } = await report({ category: "E0496", description: "消防通道被占" });
  const page = await visitor(browser, server, { login: "dispatcher" });
  await page.goto("/?category=E0496");
  await page.locator(`[data-testid="case-row"][data-number="${number}"]`).waitFor();
  await by(page, "active-filter").filter({ hasText: "占用消防通道" }).waitFor();
  await by(page, "filter-more").click();
  await by(page, "filter-state").selectOption("reported");
  await page.waitForURL(/state=reported/);
  await by(page, "filter-saved").click();
  await by(page, "filter-name").fill("消防待受理");
  await by(page, "filter-save").click();
  await by(page, "filter-choose").filter({ hasText: "消防待受理" }).waitFor();
  await page.keyboard.press("Escape");
  await by(page, "filter-clear").click();
  await page.waitForURL((url) => !url.search.includes("category"));
  await by(page, "filter-saved").click();
  await by(page, "filter-choose").filter({ hasText: "消防待受理" }).click();
  await page.waitForURL(/category=E0496.*state=reported/);

  await by(page, "export").click();
  const [download] = await Promise.all([page.waitForEvent("download"), by(page, "export-csv").click()]);
  const table = await readFile(await download.path(), "utf8");
  assert.ok(table.includes(number));
  const lines = table.trim().split("\n");
  assert.ok(lines.slice(1).every((line) => line.includes("占用消防通道")), "nothing but what was filtered");
  await by(page, "export").click();
  const [book] = await Promise.all([page.waitForEvent("download"), by(page, "export-xlsx").click()]);
  assert.equal((await readFile(await book.path())).subarray(0, 2).toString(), "PK");

  await by(page, "filter-saved").click();
  await by(page, "filter-delete").click();
  await by(page, "filter-choose").waitFor({ state: "detached" });
  quiet(page);
  await page.context().close();
});
