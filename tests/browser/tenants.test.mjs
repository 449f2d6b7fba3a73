// A grid worker reports tenants on a phone; the board of the administrator shows the departments' receipts.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { by, launch, quiet, visitor } from "./page.mjs";
import { Server } from "./server.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
/** The example of GB 11643-1999. */
const IDENTITY = "11010519491231002X";

let server, browser, department;
before(async () => {
  server = await Server.start();
  browser = await launch();
  department = createServer((request, response) => {
    request.resume().on("end", () => response.end(JSON.stringify({ receipt: `R-${request.headers["x-mirrorlake-delivery"]}` })));
  });
  await new Promise((done) => department.listen(0, "127.0.0.1", done));
});
after(async () => {
  await browser?.close();
  department?.close();
  await server?.stop();
});

async function subscribe(name, fields) {
  const admin = await server.staff("admin");
  const url = `http://127.0.0.1:${department.address().port}/pushes`;
  await admin("/api/v1/pushes/subscriptions", {
    department: name, kinds: ["tenant_reported"], fields, purpose: "流动人口登记", basis: "《居住证暂行条例》第四条", url,
  });
}

/** Chooses a dwelling where nobody lives, by the address of its building. */
async function chooseHome(page) {
  await by(page, "home-search").fill("星辰花园 29栋");
  await by(page, "home-building").first().tap();
  await by(page, "home-entrance").first().tap();
  await page.locator('[data-testid="home-door"][data-usage="vacant"]').first().tap();
  await by(page, "home-chosen").waitFor();
}

test("tenants reported on a phone are receipted by the departments on the board", async () => {
  await subscribe("police", ["name", "identity", "phone", "address"]);
  await subscribe("fire", ["address"]);
  const page = await visitor(browser, server, { login: "worker", ...PHONE });
  await page.goto("/tenants");
  await chooseHome(page);
  await by(page, "tenant-add").tap();
  await by(page, "tenant-identity").fill("110105194912310021");
  await by(page, "identity-fault").waitFor();
  await by(page, "tenant-identity").fill(IDENTITY);
  await by(page, "identity-told").filter({ hasText: "1949-12-31" }).waitFor();
  assert.equal(await by(page, "tenant-birth").count(), 0, "the number tells sex and birth");
  await by(page, "tenant-name").fill("方志远");
  await by(page, "tenant-phone").fill("19900067890");

  // A reload keeps everything but the number, which was written nowhere.
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(stored.includes("方志远") && !stored.includes(IDENTITY.slice(0, 17)), stored);
  await page.reload();
  await by(page, "identity-again").waitFor();
  assert.equal(await by(page, "tenant-name").inputValue(), "方志远");
  await by(page, "tenants-review").tap();
  await by(page, "tenants-lacking").waitFor();
  await by(page, "tenant-identity").fill(IDENTITY);
  await by(page, "tenants-review").tap();
  await by(page, "review").filter({ hasText: "110***********002X" }).waitFor();

  // No network: said, kept, and sent by the same button once there is one.
  await page.context().setOffline(true);
  await by(page, "tenants-send").tap();
  await by(page, "send-error").filter({ hasText: "没有网络" }).waitFor();
  await page.context().setOffline(false);
  await by(page, "tenants-send").tap();
  const number = await by(page, "tenants-number").innerText();
  assert.match(number, /^T-\d{8}-\d{6}$/);
  assert.match(await by(page, "tenants-told").innerText(), /公安[\s\S]*消防|消防[\s\S]*公安/);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, "nothing sticks out of a phone's screen");
  page.seen.faults = page.seen.faults.filter((fault) => !fault.includes("ERR_INTERNET_DISCONNECTED"));
  quiet(page);
  await page.context().close();

  const board = await visitor(browser, server, { login: "admin" });
  await board.goto(`/pushes?report=${number}`);
  for (const name of ["police", "fire"]) {
    await board.locator(`[data-testid="push-${name}"][data-delivered="1"][data-waiting="0"]`).waitFor();
    const way = board.locator(`[data-testid="push-way"][data-department="${name}"][data-state="delivered"]`);
    assert.match(await way.getByTestId("push-receipt").innerText(), /^R-/);
  }
  const answers = await Promise.all(board.seen.answers);
  for (const planted of [IDENTITY, "19900067890", "方志远"]) {
    assert.ok(answers.every((answer) => !answer.includes(planted)), `${planted} is not on the board`);
  }
  quiet(board);
  await board.context().close();
});

test("the board is closed to those who may not see it", async () => {
  const page = await visitor(browser, server, { login: "worker" });
  await page.goto("/pushes");
  await by(page, "failed").waitFor();
  await page.context().close();
});
