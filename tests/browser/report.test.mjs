// A citizen with a phone: no account, a few touches, a number to keep.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { by, launch, quiet, visitor } from "./page.mjs";
import { Server, spot } from "./server.mjs";

let server, browser;
before(async () => {
  server = await Server.start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("a report from a phone becomes a case", async () => {
  const call = await server.staff();
  const { lon, lat } = await spot(call);
  const page = await visitor(browser, server, {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    deviceScaleFactor: 2,
    permissions: ["geolocation"],
    geolocation: { longitude: lon, latitude: lat },
  });
  await page.goto("/report");
  await by(page, "report-description").fill("路灯不亮，晚上看不清");
  await by(page, "report-locate").tap();
  await by(page, "report-echo").filter({ hasText: "星辰社区" }).waitFor();
  await by(page, "report-submit").tap();
  await by(page, "report-number").waitFor();
  const number = (await by(page, "report-number").innerText()).trim();
  assert.match(number, /^[EUC]\d{4}-\d{8}-\d{4,}$/);
  const filed = await call(`/api/v1/cases/${number}`);
  assert.equal(filed.source, "web");
  assert.ok(Math.abs(filed.location.lon - lon) < 1e-4 && Math.abs(filed.location.lat - lat) < 1e-4, "where the phone is");
  assert.ok(filed.grid, "assigned to a grid");

  const { wide } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth - window.innerWidth }));
  assert.ok(wide <= 0, "nothing sticks out of a phone's screen");
  page.seen.faults = page.seen.faults.filter((fault) => !fault.includes("401"));
  quiet(page);
  await page.context().close();
});

test("an empty form is not sent and says what is missing", async () => {
  const call = await server.staff();
  const before = (await call("/api/v1/wall")).today.accepted;
  const page = await visitor(browser, server, { viewport: { width: 390, height: 844 } });
  await page.goto("/report");
  await by(page, "report-submit").click();
  await page.locator('[role="alert"]').first().waitFor();
  assert.equal(await by(page, "report-number").count(), 0);
  assert.equal((await call("/api/v1/wall")).today.accepted, before);
  await page.context().close();
});
