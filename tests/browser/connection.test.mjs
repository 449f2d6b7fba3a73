// The server goes away and comes back: every screen says so, heals by itself, and has missed nothing.
import { after, before, test } from "node:test";
import { by, launch, onTicker, visitor } from "./page.mjs";
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

test("console and wall show a lost connection and heal without a reload", async () => {
  const desk = await visitor(browser, server, { login: "dispatcher" });
  const wall = await visitor(browser, server);
  await Promise.all([desk.goto("/"), wall.goto("/wall")]);
  const state = (page, code) => page.locator(`[data-testid="live-state"][data-state="${code}"]`).waitFor();
  await Promise.all([state(desk, "live"), state(wall, "live")]);
  for (const page of [desk, wall]) await page.evaluate(() => (window.neverReloaded = true));

  await server.kill();
  await Promise.all([state(desk, "lost"), state(wall, "lost")]);
  for (const page of [desk, wall]) await by(page, "live-state").filter({ hasText: "连接中断" }).waitFor();

  await server.startAgain();
  // Filed before the screens are back, so that they must ask for what they missed.
  const filed = await fileReport(await server.staff());
  await Promise.all([state(desk, "live"), state(wall, "live")]);
  await desk.locator(`[data-testid="case-row"][data-number="${filed.number}"]`).waitFor();
  await onTicker(wall, filed.number).waitFor();
  for (const page of [desk, wall]) await page.waitForFunction(() => window.neverReloaded === true);
  await desk.context().close();
  await wall.context().close();
});
