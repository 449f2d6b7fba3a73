// The wall from a browser that has never been here: bytes on the wire by kind, and seconds until the map stands still.
// Usage: cargo xtask bench wall
import { by, launch, visitor } from "./page.mjs";
import { Server } from "./server.mjs";

const ROUNDS = 3;

/** One cold load; kinds and sizes as the browser's own network layer counts them. */
async function load(server) {
  const browser = await launch();
  try {
    const page = await visitor(browser, server);
    const network = await page.context().newCDPSession(page);
    await network.send("Network.enable");
    await network.send("Network.setCacheDisabled", { cacheDisabled: true });
    const kinds = new Map();
    const bytes = { wasm: 0, js: 0, css: 0, tiles: 0, other: 0 };
    network.on("Network.responseReceived", ({ requestId, response }) => kinds.set(requestId, kindOf(response)));
    network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (kinds.has(requestId)) bytes[kinds.get(requestId)] += encodedDataLength;
    });
    await page.addInitScript(() => {
      new MutationObserver(() => {
        if (document.documentElement.dataset.map === "idle") window.idleAfter ??= performance.now();
      }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-map"] });
    });
    await page.goto("/wall");
    await page.waitForFunction(() => window.idleAfter !== undefined);
    await by(page, "wall-accepted").waitFor();
    const idle = await page.evaluate(() => window.idleAfter);
    return { ...bytes, idle };
  } finally {
    await browser.close();
  }
}

function kindOf({ url, mimeType }) {
  const { pathname } = new URL(url);
  if (pathname.startsWith("/tiles/")) return "tiles";
  if (mimeType === "application/wasm") return "wasm";
  if (mimeType === "text/css") return "css";
  return /javascript/.test(mimeType) ? "js" : "other";
}

const server = await Server.start({ scale: "1" });
try {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await load(server));
  rounds.sort((a, b) => a.idle - b.idle);
  const { wasm, js, css, tiles, other, idle } = rounds[Math.floor(ROUNDS / 2)];
  const kb = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
  console.log(`wall, cold, median of ${ROUNDS}: ${kb(wasm + js + css)} (wasm ${kb(wasm)}, js ${kb(js)}, css ${kb(css)})`);
  console.log(`besides: tiles ${kb(tiles)}, data ${kb(other)}`);
  console.log(`map idle after ${(idle / 1000).toFixed(1)} s`);
} finally {
  await server.stop();
}
