// The register is read in on its page: the template, a dry run, the import, and the refused rows.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { by, launch, quiet, visitor } from "./page.mjs";
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

// A woman who does not exist: no place has a code that begins with 99.
const TABLE = [
  "姓名,身份证号,手机号,小区,楼栋,单元,室号",
  "试镜湖,990202199303050026,19900000001,星辰花园,29栋,2单元,301",
  "试错号,990202199303050025,19900000002,星辰花园,29栋,2单元,301",
].join("\n");

/** The latest import of the list, when it is over. */
async function latest(page, number) {
  await page.locator('[data-testid="import-job"]').nth(number - 1).waitFor();
  const first = by(page, "import-job").first();
  await page.waitForFunction(
    () => ["done", "failed"].includes(document.querySelector('[data-testid="import-job"]')?.dataset.state),
  );
  return first;
}

test("a table is tried, read in, and what was refused comes back", async () => {
  const page = await visitor(browser, server, { login: "admin" });
  await page.goto("/");
  await by(page, "rail-import").click();
  await by(page, "import-page").waitFor();
  assert.equal(await by(page, "import-run").isDisabled(), true, "no file, no import");
  assert.match(await by(page, "import-template").getAttribute("href"), /residents\/template$/);
  await by(page, "import-file").setInputFiles({ name: "人员.csv", mimeType: "text/csv", buffer: Buffer.from(TABLE) });
  for (const [number, button] of [[1, "import-dry-run"], [2, "import-run"]]) {
    await by(page, button).click();
    const job = await latest(page, number);
    assert.equal(await job.getAttribute("data-state"), "done");
    const counts = (await job.locator('[data-testid="import-counts"]').innerText()).replace(/\s+/g, "");
    assert.match(counts, /2已读.*1新增.*0更新.*0无变化.*1退回/);
  }
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    by(page, "import-errors").first().click(),
  ]);
  assert.match(download.suggestedFilename(), /^refused-residents-2\.xlsx$/);
  assert.equal((await page.content()).includes("19900000001"), false, "the page shows no value of a row");
  quiet(page);
});
