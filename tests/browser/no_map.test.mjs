// Without WebGL2 there is no map, and everything else goes on.
import { after, before, test } from "node:test";
import { by, launchWithoutMap, visitor } from "./page.mjs";
import { fileReport, Server } from "./server.mjs";

let server, browser;
before(async () => {
  server = await Server.start();
  browser = await launchWithoutMap();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("lists, search and drawers work where no map can be drawn", async () => {
  const page = await visitor(browser, server, { login: "commander" });
  await page.goto("/");
  await by(page, "no-map").waitFor();
  const filed = await fileReport(await server.staff());
  await page.locator(`[data-testid="case-row"][data-number="${filed.number}"]`).click();
  await by(page, "case-drawer").waitFor();
  await by(page, "search-input").fill("陈静");
  await by(page, "child-age").fill("6");
  await by(page, "result-resident").filter({ hasText: "星辰花园 29栋" }).first().click();
  await by(page, "dwelling-found").waitFor();
  await page.context().close();
});
