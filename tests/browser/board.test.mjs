// The board of 督考130 and the bell: numbers that follow what happens, and notices of what concerns one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { by, launch, quiet, visitor } from "./page.mjs";
import { fileReport, Server } from "./server.mjs";

let server, browser;
before(async () => {
  server = await Server.start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A step outside the browser, on the version that is there. */
async function step(login, number, action, input = {}) {
  const call = await server.staff(login);
  const { version } = await call(`/api/v1/cases/${number}`);
  return call(`/api/v1/cases/${number}/actions/${action}`, { version, ...input });
}

const shown = async (page, list) => Number((await by(page, `board-count-${list}`).innerText()).replaceAll(",", ""));

/** The number of a list once it is this. */
const becomes = (page, list, count) =>
  page.waitForFunction(
    ([list, count]) => document.querySelector(`[data-testid="board-count-${list}"]`)?.textContent.replaceAll(",", "") === String(count),
    [list, count],
  );

test("the board counts what awaits a plan and feedback, follows what happens, and its address can be handed on", async () => {
  const call = await server.staff();
  const page = await visitor(browser, server, { login: "leader" });
  await page.goto("/board");
  await by(page, "board-count-1").filter({ hasText: /\d/ }).waitFor();
  const [plan, open] = [await shown(page, "1"), await shown(page, "0")];
  const { number } = await fileReport(call, { category: "E0130" });
  await becomes(page, "1", plan + 1);
  await becomes(page, "0", open + 1);
  for (const [login, action, input] of [
    ["acceptor", "accept"],
    ["dispatcher", "file"],
    ["dispatcher", "dispatch", { departments: ["drainage"] }],
    ["department", "acknowledge"],
  ])
    await step(login, number, action, input);
  await becomes(page, "1", plan);
  assert.equal(await shown(page, "0"), open + 1);

  await by(page, "board-tab-supervised").click();
  await step("leader", number, "supervise", { note: "三日内办结" });
  await page.locator(`[data-testid="board-row"][data-number="${number}"]`).waitFor();
  await by(page, "board-department-drainage").click();
  await page.waitForURL(/list=supervised&department=drainage/);
  await page.reload();
  await page.locator(`[data-testid="board-row"][data-number="${number}"]`).click();
  // The terms of the rule are on the page of the case: the plan is made, feedback is due on a day.
  await by(page, "watch-1").filter({ hasText: "已部署" }).waitFor();
  await by(page, "watch-3-due").filter({ hasText: /限 \d\d-\d\d 23:59/ }).waitFor();
  quiet(page);
  await page.context().close();
});

test("the bell rings for what concerns the office, and is quiet once it was read", async () => {
  const call = await server.staff();
  const page = await visitor(browser, server, { login: "department" });
  await page.goto("/");
  await page.locator('[data-testid="bell"][aria-busy="false"]').waitFor();
  await by(page, "bell").click();
  await page.locator('[data-testid="notices"] :is([data-testid="notice"], .state p)').first().waitFor();
  if (await by(page, "notices-read").isEnabled()) await by(page, "notices-read").click();
  await by(page, "bell-count").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await by(page, "notices").waitFor({ state: "detached" });
  const { number } = await fileReport(call, { category: "E0130" });
  await step("acceptor", number, "accept");
  await step("dispatcher", number, "file");
  await step("dispatcher", number, "dispatch", { departments: ["drainage"], note: "请于今日内处置" });
  await by(page, "bell-count").filter({ hasText: "1" }).waitFor();
  await by(page, "bell").click();
  const notice = page.locator(`[data-testid="notice"][href="/case/${number}"]`);
  await notice.filter({ hasText: "请于今日内处置" }).waitFor();
  await by(page, "notices-read").click();
  await by(page, "bell-count").waitFor({ state: "detached" });
  await notice.click();
  await page.waitForURL(new RegExp(`/case/${number}`));
  quiet(page);
  await page.context().close();
});
