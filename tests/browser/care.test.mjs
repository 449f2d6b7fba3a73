// Care with people's data in the pages: a number in full for a purpose, the auditor's log of it, a list that somebody else
// approves and that is fetched once.
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

test("a reporter's number is shown for a purpose, though the case moves on, and the auditor sees by whom", async () => {
  const call = await server.staff("dispatcher");
  const { number } = await fileReport(call, {
    category: "E0130", description: "污水外溢", address: "星辰花园", reporter: { name: "甲", phone: "19900004711" },
  });
  const page = await visitor(browser, server, { login: "commander" });
  await page.goto(`/case/${number}`);
  await by(page, "reveal").click();
  assert.equal(await by(page, "reveal-send").isDisabled(), true, "no purpose, no number");
  await by(page, "purpose-case_work").check();
  await by(page, "reveal-reason").fill("回访处理情况");
  // Somebody takes a step meanwhile: the page shows it behind the question.
  const rows = await by(page, "history-row").count();
  const { version } = await call(`/api/v1/cases/${number}`);
  await call(`/api/v1/cases/${number}/actions/accept`, { version });
  await by(page, "history-row").nth(rows).waitFor({ state: "attached" });
  assert.equal(await by(page, "reveal-reason").inputValue(), "回访处理情况");
  await by(page, "reveal-send").click();
  assert.equal(await by(page, "revealed-reporter_phone").innerText(), "19900004711");
  await by(page, "reveal-hide").click();
  await by(page, "reveal").waitFor();
  assert.equal((await page.content()).includes("19900004711"), false, "hidden is gone");
  quiet(page);

  const auditor = await visitor(browser, server, { login: "auditor" });
  await auditor.goto("/access");
  await by(auditor, "access-action").selectOption("reveal");
  const row = auditor.locator('[data-testid="access-row"][data-action="reveal"]').first();
  await row.waitFor();
  const said = await row.innerText();
  for (const part of ["commander", "案件办理回访", "回访处理情况", number]) assert.ok(said.includes(part), `${part} in ${said}`);
  assert.equal(said.includes("19900004711"), false);
  quiet(auditor);
});

test("a list of persons is asked for, approved by a leader, and fetched once", async () => {
  const community = await visitor(browser, server, { login: "community" });
  await community.goto("/exports");
  await by(community, "export-kind").selectOption("elders");
  await by(community, "export-reason").fill("重阳节上门走访");
  await by(community, "export-send").click();
  await community.locator('[data-testid="export-row"][data-state="asked"]').waitFor();

  const leader = await visitor(browser, server, { login: "leader" });
  await leader.goto("/exports");
  await by(leader, "export-approve").click();
  await leader.locator('[data-testid="export-row"][data-state="approved"]').waitFor();
  quiet(leader);

  await community.reload();
  const arrived = community.waitForEvent("download");
  await by(community, "export-fetch").click();
  assert.match((await arrived).suggestedFilename(), /^persons-DC-\d{8}-\d{4}\.xlsx$/);
  await community.locator('[data-testid="export-row"][data-state="fetched"]').waitFor();
  quiet(community);
});
