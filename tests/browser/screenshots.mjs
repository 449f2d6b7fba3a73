// A picture of every page, in both languages, in the sizes that people use.
// Usage: cargo xtask screenshots
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { by, launch, mapAt, mapIdle, visitor } from "./page.mjs";
import { fileReport, Server } from "./server.mjs";

const FOLDER = process.argv[2];
const LARGEST = 300_000;
const QUALITIES = [85, 75, 65, 55, 45, 35, 25];

const DESK = { width: 1920, height: 1080 };
const WALL = { width: 3840, height: 2160 };
const PHONE = { width: 390, height: 844 };

/** WebP as small as the documentation wants it, as good as that allows. */
async function shoot(page, name) {
  const session = await page.context().newCDPSession(page);
  for (const quality of QUALITIES) {
    const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality });
    const picture = Buffer.from(data, "base64");
    if (picture.length <= LARGEST || quality === QUALITIES.at(-1)) {
      await writeFile(join(FOLDER, `${name}.webp`), picture);
      console.log(`${name}.webp  ${(picture.length / 1000).toFixed(0)} kB`);
      return;
    }
  }
}

async function findMother(page) {
  await by(page, "search-input").fill("陈静");
  await by(page, "child-age").fill("6");
  await by(page, "result-resident").filter({ hasText: /星辰花园 29栋/ }).first().click();
  await by(page, "dwelling-found").waitFor();
  const { items } = await (await page.request.get("/api/v1/residents?q=陈静&area=星辰社区&child_age=6")).json();
  await mapAt(page, items[0].location);
}

async function ringDoor(page) {
  await findMother(page);
  await by(page, "household").waitFor();
}

async function askWhy(page) {
  await ringDoor(page);
  await by(page, "member").filter({ hasText: "33岁" }).or(by(page, "member").filter({ hasText: "33 years" })).getByTestId("reveal").first().click();
  await by(page, "reveal-send").waitFor();
}

async function chooseHome(page) {
  await by(page, "home-search").fill("星辰花园 29栋");
  await by(page, "home-building").first().click();
  await by(page, "home-entrance").first().click();
}

async function subscribe(page) {
  await by(page, "subscription-new").click();
  await by(page, "subscription-department").selectOption("police");
  await by(page, "subscription-field-identity").check();
}

/** A table with a person who does not exist: no place has a code that begins with 99. */
async function tryTable(page) {
  const table = "姓名,身份证号,手机号,小区,楼栋,单元,室号\n试镜湖,990202199303050026,19900000001,星辰花园,29栋,2单元,301\n";
  await by(page, "import-file").setInputFiles({ name: "人员.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
  await by(page, "import-dry-run").click();
  await page.locator('[data-testid="import-job"][data-state="done"]').first().waitFor();
}

async function askForList(page) {
  await by(page, "export-kind").selectOption("elders");
  await by(page, "export-reason").fill("重阳节上门走访");
  await by(page, "export-send").click();
  await page.locator('[data-testid="export-row"][data-state="asked"]').first().waitFor();
}

async function openCase(page) {
  await by(page, "case-row").first().click();
  await by(page, "case-history").locator("li").first().waitFor();
  await mapIdle(page);
}

/** The page of a case on its way: accepted, filed, dispatched, with what the department said. */
async function openPage(page) {
  await page.goto(`/case/${underway}`);
  await by(page, "history-row").first().waitFor();
}

async function openCards(page) {
  const { office } = await (await page.request.get("/api/v1/session")).json();
  await page.goto(`/card/${office.area.code}`);
  await by(page, "contact-card").first().waitFor();
}

async function verified(page) {
  await by(page, "seal").first().waitFor();
  await by(page, "verify").click();
  await by(page, "verdict").waitFor();
}

/** Name, address, who looks, on what, and what to do before the picture. */
const PAGES = [
  ["console", "/", "commander", DESK, async (page) => by(page, "case-row").first().waitFor()],
  ["overview", "/?panel=overview", "commander", DESK, async (page) => by(page, "tile-open").waitFor()],
  ["people", "/?panel=people", "commander", DESK, findMother],
  ["household-phone", "/?panel=people", "commander", PHONE, ringDoor],
  ["reveal", "/?panel=people", "commander", DESK, askWhy],
  ["case", "/", "dispatcher", DESK, openCase],
  ["queue", "/?panel=queue", "dispatcher", DESK, async (page) => by(page, "case-row").first().waitFor()],
  ["case-page", "/login", "department", DESK, openPage],
  ["case-phone", "/login", "department", PHONE, openPage],
  ["board", "/board", "leader", DESK, async (page) => by(page, "board-row").first().waitFor()],
  ["board-4k", "/board", "leader", WALL, async (page) => by(page, "board-row").first().waitFor()],
  ["board-phone", "/board", "leader", PHONE, async (page) => by(page, "board-row").first().waitFor()],
  ["admin", "/admin?tab=accounts", "admin", DESK, async (page) => by(page, "account-row").first().click()],
  ["admin-categories", "/admin?tab=categories", "admin", DESK, async (page) => by(page, "category-find").fill("污水")],
  ["admin-webhooks", "/admin?tab=webhooks", "admin", DESK, async (page) => by(page, "webhook-new").click()],
  ["audit", "/audit", "auditor", DESK, verified],
  ["access", "/access", "auditor", DESK, async (page) => by(page, "access-row").first().waitFor()],
  ["exports", "/exports", "community", DESK, askForList],
  ["card", "/login", "worker", DESK, openCards],
  ["import", "/import", "admin", DESK, tryTable],
  ["tenants-phone", "/tenants", "worker", PHONE, chooseHome],
  ["pushes", "/pushes", "admin", DESK, async (page) => page.locator('[data-testid="push-police"][data-delivered="1"]').waitFor()],
  ["subscription", "/pushes", "admin", DESK, subscribe],
  ["me", "/me", "leader", DESK, async (page) => by(page, "my-session").first().waitFor()],
  ["wall", "/wall", undefined, DESK, async (page) => by(page, "wall-ticker-item").first().waitFor()],
  ["wall-4k", "/wall", undefined, WALL, async (page) => by(page, "wall-ticker-item").first().waitFor()],
  ["login", "/login", undefined, DESK, async (page) => by(page, "login-submit").waitFor()],
  ["login-phone", "/login", undefined, PHONE, async (page) => by(page, "login-submit").waitFor()],
  ["report", "/report", undefined, DESK, async (page) => by(page, "report-submit").waitFor()],
  ["report-phone", "/report", undefined, PHONE, async (page) => by(page, "report-submit").waitFor()],
];
const WITH_MAP = new Set(["console", "overview", "people", "reveal", "household-phone", "case", "queue", "wall", "wall-4k", "report", "report-phone"]);

await mkdir(FOLDER, { recursive: true });
let underway;
const server = await Server.start({ scale: "1" });
const department = createServer((request, response) => {
  request.resume().on("end", () => response.end(JSON.stringify({ receipt: `R-${request.headers["x-mirrorlake-delivery"]}` })));
});
await new Promise((done) => department.listen(0, "127.0.0.1", done));
const browser = await launch();
try {
  const call = await server.staff();
  for (const category of ["E0192", "E0130", "E0405"]) underway = (await fileReport(call, { category })).number;
  const steps = [
    ["dispatcher", "accept", {}],
    ["dispatcher", "file", {}],
    ["dispatcher", "dispatch", { departments: ["drainage", "urban_management"], note: "请于今日内处置" }],
    ["department", "acknowledge", {}],
    ["department", "progress", { note: "已到现场，正在处置" }],
    ["leader", "supervise", { note: "请今日内反馈" }],
  ];
  for (const [login, action, input] of steps) {
    const office = await server.staff(login);
    const { version } = await office(`/api/v1/cases/${underway}`);
    await office(`/api/v1/cases/${underway}/actions/${action}`, { version, ...input });
  }
  const [admin, worker] = [await server.staff("admin"), await server.staff("worker")];
  for (const [name, fields, basis] of [
    ["police", ["name", "identity", "phone", "address"], "《居住证暂行条例》第四条"],
    ["housing", ["name", "address"], "《商品房屋租赁管理办法》第十四条"],
  ]) {
    await admin("/api/v1/pushes/subscriptions", {
      department: name, kinds: ["tenant_reported", "tenant_moved_out"], fields, purpose: "租住信息登记", basis,
      url: `http://127.0.0.1:${department.address().port}/pushes`,
    });
  }
  const { items } = await worker("/api/v1/residents?q=王&limit=1");
  await worker(`/api/v1/dwellings/${items[0].dwelling.id}/tenancies`, {
    report_id: "picture-0001",
    tenants: [{ name: "方志远", sex: "male", birth: "1996-05-04", relation: "head", phone: "19900067890", from: "2026-11-01" }],
  });
  for (const [suffix, language] of [["zh", "zh-CN"], ["en", "en"]]) {
    for (const [name, path, login, viewport, act] of PAGES) {
      const page = await visitor(browser, server, { language, viewport });
      if (login) await page.context().addCookies([await server.session(login)]);
      await page.goto(`${path}${path.includes("?") ? "&" : "?"}lang=${suffix}`);
      await page.waitForFunction((wanted) => document.documentElement.lang.startsWith(wanted), suffix);
      if (WITH_MAP.has(name)) await mapIdle(page);
      await act(page);
      if (WITH_MAP.has(name)) await mapIdle(page);
      await shoot(page, `${name}-${suffix}`);
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  department.close();
  await server.stop();
}
