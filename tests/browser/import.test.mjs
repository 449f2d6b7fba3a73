// Real places: OpenStreetMap's Lujiazui, imported by the command that a district would use, drawn and found by name.
// The data is not part of the repository: MIRRORLAKE_SHARED_DATA names its folder, ../shared/data beside it by default.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { by, launch, mapAt, mapIdle, quiet, visitor } from "./page.mjs";
import { ROOT, run, Server } from "./server.mjs";

const DATA = join(process.env.MIRRORLAKE_SHARED_DATA ?? resolve(ROOT, "../shared/data"), "shanghai_osm");
const absent = existsSync(DATA) ? false : `no real data at ${DATA}; set MIRRORLAKE_SHARED_DATA`;

let server, browser;
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("Lujiazui is imported, drawn and found by name", { skip: absent }, async () => {
  server = await Server.start({ scale: "0.1" });
  await server.kill();
  const files = ["buildings", "roads", "water", "landuse", "pois"].map((layer) => join(DATA, `${layer}.geojson`));
  const dry = await run("import", "places", "--data", server.data, "--dry-run", ...files);
  const said = await run("import", "places", "--data", server.data, ...files);
  assert.match(dry, /\d/);
  const counts = (said.match(/\d[\d,]*/g) ?? []).map((count) => Number(count.replaceAll(",", "")));
  assert.ok(Math.max(...counts) > 1000, `more than a thousand features: ${said}`);
  await server.startAgain();

  const call = await server.staff();
  const { places } = await call(`/api/v1/search?q=${encodeURIComponent("东方明珠")}`);
  const tower = places[0];
  assert.ok(tower, "the Oriental Pearl Tower is found");
  assert.ok(Math.abs(tower.location.lon - 121.495) < 0.01 && Math.abs(tower.location.lat - 31.24) < 0.01, "where it stands");

  browser = await launch();
  const page = await visitor(browser, server, { login: "commander" });
  await page.goto("/");
  await mapIdle(page);
  await by(page, "search-input").fill("东方明珠");
  await by(page, "result-place").first().click();
  await mapAt(page, tower.location, 0.01);
  const zoom = 15;
  const n = 2 ** zoom;
  const x = Math.floor(((tower.location.lon + 180) / 360) * n);
  const y = Math.floor(((1 - Math.asinh(Math.tan((tower.location.lat * Math.PI) / 180)) / Math.PI) / 2) * n);
  const tile = await page.context().request.get(`/tiles/buildings/${zoom}/${x}/${y}.mvt`);
  assert.equal(tile.status(), 200);
  assert.ok((await tile.body()).length > 2000, "a tile full of buildings");
  const drawn = page.seen.requests.filter((url) => url.includes("/tiles/buildings/"));
  assert.ok(drawn.length > 0, "the map asked for its buildings");
  quiet(page);
});
