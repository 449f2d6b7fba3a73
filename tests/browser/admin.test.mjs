// Administration in the pages: an account that somebody signs in with, a table that comes back, a webhook whose secret is
// shown once; the audit; one's own page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { by, launch, quiet, visitor } from "./page.mjs";
import { PASSWORD, Server } from "./server.mjs";

let server, browser;
before(async () => {
  server = await Server.start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Fills the login page. */
async function signIn(page, login, password) {
  await page.goto("/login");
  await by(page, "login-name").fill(login);
  await by(page, "login-password").fill(password);
  await by(page, "login-submit").click();
}

test("an account is made, signs in with the password that was shown once, and is disabled again", async () => {
  const admin = await visitor(browser, server, { login: "admin" });
  await admin.goto("/");
  await by(admin, "rail-admin").click();
  await by(admin, "account-row").first().waitFor();
  await by(admin, "account-new").click();
  // A department's office without a department is refused at its field.
  await by(admin, "account-login").fill("wang.li");
  await by(admin, "account-name").fill("王丽");
  await by(admin, "office-0-role").selectOption("department");
  await by(admin, "office-0-area").selectOption({ index: 1 });
  await by(admin, "account-save").click();
  await by(admin, "fault-offices-0").filter({ hasText: "部门" }).waitFor();
  await by(admin, "office-0-department").selectOption("drainage");
  await by(admin, "account-save").click();
  const password = await by(admin, "initial-password").inputValue();
  assert.ok(password.length >= 10, "a random password");
  await by(admin, "account-find").fill("排水 wang");
  await admin.locator('[data-testid="account-row"][data-login="wang.li"]').waitFor();
  assert.equal(await by(admin, "account-row").count(), 1);

  const wang = await visitor(browser, server);
  await signIn(wang, "wang.li", password);
  await by(wang, "me").filter({ hasText: "王丽" }).click();
  await by(wang, "my-office").filter({ hasText: "排水" }).waitFor();
  await by(wang, "password-new").fill("password123");
  await by(wang, "password-policy").filter({ hasText: "常见密码" }).waitFor();
  await by(wang, "password-current").fill(password);
  await by(wang, "password-new").fill("镜湖边的一棵老柳树");
  await by(wang, "password-policy").filter({ hasText: "至少 10 个字符" }).waitFor();
  await by(wang, "password-new").fill("镜湖边的一棵很老的柳树");
  await by(wang, "password-repeat").fill("镜湖边的一棵很老的柳树");
  await by(wang, "password-save").click();
  await by(wang, "password-changed").waitFor();

  // Shown once: whoever opens the account again does not see it.
  await admin.reload();
  await admin.locator('[data-testid="account-row"][data-login="wang.li"]').click();
  await by(admin, "account-disabled").waitFor();
  assert.equal(await by(admin, "initial-password").count(), 0);
  await by(admin, "account-disabled").check();
  await by(admin, "account-save").click();
  await admin.locator('[data-testid="account-row"][data-login="wang.li"].off').waitFor();
  await wang.reload();
  await by(wang, "login-submit").waitFor();
  // An office of a department without a department was refused.
  admin.seen.faults = admin.seen.faults.filter((fault) => !fault.includes("422"));
  quiet(admin);
  await admin.context().close();
  await wang.context().close();
});

test("a table is taken away and comes back: its faults are named by cell, its changes before they are made", async () => {
  const page = await visitor(browser, server, { login: "admin" });
  await page.goto("/admin?tab=categories");
  await by(page, "major").first().waitFor();
  const csv = await (await page.request.get("/api/v1/categories/table?format=csv")).text();
  const lines = csv.split("\r\n").filter((line) => line);
  const put = (text) => by(page, "table-upload").setInputFiles({ name: "table.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

  // A blank line is a row to a spreadsheet, so the third line is its row 4.
  const header = lines[0].replace("\ufeff", "").split(",");
  const at = (name) => header.indexOf(name);
  const faulty = lines[2].split(",");
  faulty[at("时限")] = "0";
  await put([lines[0], lines[1], "", faulty.join(","), ...lines.slice(3)].join("\r\n"));
  const fault = by(page, "table-fault");
  await fault.first().waitFor();
  assert.deepEqual(await fault.first().locator("td").allInnerTexts().then((cells) => cells.slice(0, 2)), ["4", "时限"]);

  const fresh = lines[1].split(",");
  fresh[at("立案条件编码")] = fresh[at("立案条件编码")].replace(/\d+$/, "77");
  fresh[at("立案条件")] = "夜间出现";
  fresh[at("立案条件英文")] = "At night";
  await put([lines[0], lines[1], fresh.join(","), ...lines.slice(2)].join("\r\n"));
  await page.locator('[data-testid="table-outcome"][data-dry="true"]').filter({ hasText: fresh[at("立案条件编码")] }).waitFor();
  await by(page, "table-import").click();
  await page.locator('[data-testid="table-outcome"][data-dry="false"]').waitFor();
  await by(page, "category-find").fill("夜间出现");
  const row = page.locator(`[data-testid="criterion"][data-code="${fresh[at("立案条件编码")]}"]`);
  await row.getByTestId("limit").click();
  await row.getByTestId("limit-amount").fill("7");
  await row.getByTestId("limit-unit").selectOption("natural_day");
  await row.getByTestId("limit-save").click();
  await page.locator(`[data-testid="criterion"][data-code="${fresh[at("立案条件编码")]}"]`).getByTestId("limit").filter({ hasText: "7自然日" }).waitFor();
  // The browser's own word for the table that was refused.
  page.seen.faults = page.seen.faults.filter((fault) => !fault.includes("422"));
  quiet(page);
  await page.context().close();
});

test("a webhook is made, its secret is shown once, and it is removed only by whoever means it", async () => {
  const page = await visitor(browser, server, { login: "admin" });
  await page.goto("/admin?tab=webhooks");
  await by(page, "webhook-new").click();
  await by(page, "webhook-name").fill("城运平台");
  await by(page, "webhook-url").fill("http://example.com/hook");
  await by(page, "webhook-save").click();
  await by(page, "fault-url").waitFor();
  await by(page, "webhook-url").fill("http://127.0.0.1:9/hook");
  await by(page, "webhook-save").click();
  assert.ok((await by(page, "webhook-secret").inputValue()).length > 20);
  const row = page.locator('[data-testid="webhook-row"][data-name="城运平台"]');
  await row.waitFor();
  await page.reload();
  await row.locator("button").first().click();
  await by(page, "webhook-delete").waitFor();
  assert.equal(await by(page, "webhook-secret").count(), 0);
  await by(page, "webhook-delete").click();
  await by(page, "webhook-delete-yes").click();
  await row.waitFor({ state: "detached" });
  page.seen.faults = page.seen.faults.filter((fault) => !fault.includes("422"));
  quiet(page);
  await page.context().close();
});

test("an auditor reads the seals and verifies the history; nobody else finds the way", async () => {
  const auditor = await visitor(browser, server, { login: "auditor" });
  await auditor.goto("/");
  await by(auditor, "rail-audit").click();
  await by(auditor, "seal").first().waitFor();
  await by(auditor, "verify").click();
  await auditor.locator('[data-testid="verdict"][data-sound="true"]').filter({ hasText: "历史完整" }).waitFor();
  assert.equal(await by(auditor, "rail-admin").count(), 0);
  quiet(auditor);
  await auditor.context().close();

  const worker = await visitor(browser, server, { login: "worker" });
  await worker.goto("/admin");
  await worker.getByText("您的岗位没有此页的权限").waitFor();
  await worker.goto("/audit");
  await worker.getByText("您的岗位没有此页的权限").waitFor();
  await worker.context().close();
});

test("one's other sessions are seen and ended", async () => {
  const here = await visitor(browser, server, { login: "leader" });
  const there = await visitor(browser, server);
  await signIn(there, "leader", PASSWORD);
  await by(there, "me").waitFor();
  await here.goto("/me");
  const others = here.locator('[data-testid="my-session"][data-current="false"]');
  await others.first().waitFor();
  const count = await others.count();
  await others.first().getByTestId("session-end").click();
  await here.waitForFunction(
    (count) => document.querySelectorAll('[data-testid="my-session"][data-current="false"]').length === count - 1,
    count,
  );
  await there.goto("/me");
  await by(there, "login-submit").waitFor();
  quiet(here);
  await here.context().close();
  await there.context().close();
});
