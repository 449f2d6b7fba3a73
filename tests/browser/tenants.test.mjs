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
/** The dwelling of the story. */
let home;
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
  home = page.seen.requests.map((url) => /dwellings\/(\d+)\/tenancies/.exec(url)?.[1]).find(Boolean);
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

test("the household leads to reporting tenants and says what departments were told of each person", async () => {
  const worker = await server.staff("worker");
  const { building, members, tenants, former_tenants } = await worker(`/api/v1/dwellings/${home}`);
  const people = new Set([...members.map((member) => member.id), ...[...tenants, ...former_tenants].map((lease) => lease.resident)]);
  const page = await visitor(browser, server, { login: "worker" });
  await page.goto(`/?building=${building.id}&dwelling=${home}`);
  const card = by(page, "household");
  await card.waitFor();
  assert.ok(tenants.some((lease) => lease.resident === members[0].id), "the same person lives and rents here");
  assert.equal(await by(page, "told").count(), people.size, "one link for each person");
  assert.equal(page.seen.requests.filter((url) => /residents\/\d+\/pushes/.test(url)).length, 0, "asked for when it is opened");
  await by(card, "told").first().click();
  await by(card, "told-row").first().waitFor();
  const rows = await by(card, "told-row").evaluateAll((rows) => rows.map((row) => [row.dataset.department, row.innerText]));
  assert.deepEqual(rows.map(([name]) => name).sort(), ["fire", "police"]);
  const [police, fire] = ["police", "fire"].map((wanted) => rows.find(([name]) => name === wanted)[1]);
  for (const told of [police, fire]) assert.match(told, /承租户登记[\s\S]*流动人口登记[\s\S]*《居住证暂行条例》第四条/);
  assert.match(police, /姓名、公民身份号码、电话、房屋地址/);
  assert.doesNotMatch(fire, /姓名|电话/);
  const reveal = by(card, "member").first().getByTestId("reveal").first();
  assert.deepEqual([(await reveal.innerText()).trim(), await reveal.getAttribute("aria-label")], ["查看", "查看完整信息"]);
  await by(page, "household-tenants").click();
  await by(page, "home-chosen").waitFor();
  assert.equal(new URL(page.url()).searchParams.get("dwelling"), home);
  await by(page, "tenants-page").getByText(members[0].name).waitFor();
  quiet(page);

  // A household of which nobody was told anything says so.
  const { items } = await worker("/api/v1/residents?q=陈静&area=星辰社区&child_age=6");
  const address = items[0].dwelling.id;
  const { building: elsewhere } = await worker(`/api/v1/dwellings/${address}`);
  await page.goto(`/?building=${elsewhere.id}&dwelling=${address}`);
  await by(page, "told").first().click();
  await by(page, "told-nobody").filter({ hasText: "没有向任何部门推送" }).waitFor();

  // Unsent work for one dwelling outlives the way to another one, until somebody drops it.
  await page.goto(`/tenants?dwelling=${home}`);
  await by(page, "tenant-add").click();
  await by(page, "tenant-name").fill("方志远");
  await page.goto(`/tenants?dwelling=${address}`);
  await by(page, "unsent-elsewhere").waitFor();
  assert.equal(await by(page, "tenant-name").inputValue(), "方志远");
  await by(page, "unsent-drop").click();
  await by(page, "unsent-elsewhere").waitFor({ state: "detached" });
  await by(page, "home-chosen").waitFor();
  assert.equal(await by(page, "tenant-name").count(), 0);
  await page.context().close();

  // Whoever may look and not record gets no link to record.
  const leader = await visitor(browser, server, { login: "commander" });
  await leader.goto(`/?building=${building.id}&dwelling=${home}`);
  await by(leader, "told").first().waitFor();
  assert.equal(await by(leader, "household-tenants").count(), 0);
  await leader.context().close();
});

test("an administrator subscribes a department, pauses it and ends it", async () => {
  const admin = await server.staff("admin");
  const page = await visitor(browser, server, { login: "admin" });
  await page.goto("/pushes");
  await by(page, "subscription-new").click();
  assert.equal(await by(page, "subscription-save").isDisabled(), true, "no department, no subscription");
  await by(page, "subscription-department").selectOption("police");
  await by(page, "subscription-field-identity").check();
  await by(page, "subscription-field-phone").check();
  await by(page, "subscription-department").selectOption("housing");
  assert.equal(await by(page, "subscription-field-identity").count(), 0, "housing is not entitled to it");
  assert.equal(await by(page, "subscription-field-phone").isChecked(), true);
  await by(page, "subscription-purpose").fill("房屋租赁备案");
  await by(page, "subscription-basis").fill("《商品房屋租赁管理办法》第十四条");
  await by(page, "subscription-url").fill("http://hub.example.cn/pushes");
  await by(page, "subscription-save").click();
  await by(page, "fault-url").waitFor();
  assert.equal(await by(page, "subscription-secret").count(), 0);
  assert.equal(await page.locator('[data-testid="subscription-row"][data-department="housing"]').count(), 0);

  await by(page, "subscription-url").fill(`http://127.0.0.1:${department.address().port}/pushes`);
  await by(page, "subscription-save").click();
  await by(page, "subscription-secret").waitFor();
  const secret = await by(page, "subscription-secret").inputValue();
  assert.match(secret, /^[0-9a-f]{64}$/);
  const row = page.locator('[data-testid="subscription-row"][data-department="housing"]');
  await row.filter({ hasText: "房屋租赁备案" }).waitFor();
  const made = async () => (await admin("/api/v1/pushes/subscriptions")).items.find((one) => one.department === "housing");
  assert.deepEqual((await made()).fields, ["phone"], "what another department was ticked for is not sent");
  await by(page, "subscription-close").click();
  await by(row, "subscription-edit").click();
  await by(page, "subscription-form").waitFor();
  assert.equal(await by(page, "subscription-secret").count(), 0, "shown this once");
  assert.equal((await page.content()).includes(secret), false);

  assert.equal(await by(page, "subscription-department").isDisabled(), true);
  assert.equal(await row.getByText("已暂停").count(), 0);
  await by(page, "subscription-active").uncheck();
  await by(page, "subscription-save").click();
  await row.getByText("已暂停").waitFor();
  assert.equal((await made()).active, false);
  await by(page, "subscription-end").click();
  await by(page, "subscription-end-yes").click();
  await row.waitFor({ state: "detached" });
  assert.equal(await made(), undefined);
  assert.equal(await by(page, "subscription-form").count(), 0);
  page.seen.faults = page.seen.faults.filter((fault) => !fault.includes("422"));
  quiet(page);
  await page.context().close();

  const reader = await visitor(browser, server, { login: "auditor" });
  await reader.goto("/pushes");
  await by(reader, "push-police").waitFor();
  assert.equal(await by(reader, "subscription-new").count(), 0);
  await reader.context().close();
});

test("the board is closed to those who may not see it", async () => {
  const page = await visitor(browser, server, { login: "worker" });
  await page.goto("/pushes");
  await by(page, "failed").waitFor();
  await page.context().close();
});
