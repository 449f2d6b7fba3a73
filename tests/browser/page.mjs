// Pages for the browser tests. Every wait is for an event or for something on the page, never for a time.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { PASSWORD } from "./server.mjs";

/** The map is drawn by software here: slow, but the same pictures. */
const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-unsafe-swiftshader",
  "--use-gl=angle",
  "--use-angle=swiftshader",
];
const PATIENCE = 120_000;

export async function launch(flags = FLAGS) {
  return chromium.launch({ executablePath: process.env.MIRRORLAKE_CHROMIUM ?? "/usr/bin/chromium", args: flags });
}

/** A browser without WebGL, as on a remote desktop or an old machine. */
export async function launchWithoutMap() {
  const only = FLAGS.filter((flag) => !flag.includes("swiftshader") && !flag.includes("angle"));
  return launch([...only, "--disable-gpu", "--disable-3d-apis", "--disable-software-rasterizer"]);
}

/**
 * A fresh visitor. What the page asked for and complained about is kept in `page.seen`, and checked by `quiet`.
 */
export async function visitor(browser, server, { login, language = "zh-CN", ...options } = {}) {
  const context = await browser.newContext({
    baseURL: server.base,
    locale: language,
    viewport: { width: 1280, height: 720 },
    // Software draws a few frames a second: a flight that jumps is over before one that glides has begun.
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  if (login) {
    const answer = await context.request.post("/api/v1/session", { data: { login, password: PASSWORD } });
    assert.equal(answer.status(), 200, `sign-in of ${login}`);
  }
  const page = await context.newPage();
  page.seen = { requests: [], answers: [], faults: [] };
  page.on("request", (request) => page.seen.requests.push(request.url()));
  page.on("response", (response) => {
    const kind = response.headers()["content-type"] ?? "";
    // The browser forgets a body when the page is left: such an answer was never shown.
    if (kind.includes("json")) page.seen.answers.push(response.text().catch(() => ""));
  });
  page.on("pageerror", (error) => page.seen.faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") page.seen.faults.push(message.text());
  });
  return page;
}

export const by = (page, id) => page.getByTestId(id);

/** A case in the ticker of the wall. */
export const onTicker = (page, number) => page.locator(`[data-testid="wall-ticker-item"][data-number="${number}"]`).first();

/** The map has drawn everything that it has and stands still. */
export async function mapIdle(page) {
  await page.waitForFunction(() => document.documentElement.dataset.map === "idle");
}

/** The map shows this place, within a few metres' worth of pixels, and stands still. */
export async function mapAt(page, { lon, lat }, closer = 0.001) {
  await page.waitForFunction(
    ([lon, lat, closer]) => {
      const { map, mapCenter } = document.documentElement.dataset;
      if (map !== "idle" || !mapCenter) return false;
      const [x, y] = mapCenter.split(",").map(Number);
      return Math.abs(x - lon) < closer && Math.abs(y - lat) < closer;
    },
    [lon, lat, closer],
  );
}

/** Nothing was asked of any other machine, and nothing broke. */
export function quiet(page) {
  const strangers = page.seen.requests.filter((url) => {
    const { protocol, hostname } = new URL(url);
    return !["data:", "blob:"].includes(protocol) && hostname !== "127.0.0.1";
  });
  assert.deepEqual(strangers, [], "requests that leave the machine");
  assert.deepEqual(page.seen.faults, [], "complaints of the page");
}
