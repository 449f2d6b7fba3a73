// The wall: read from five metres by everybody in the room, touched by nobody, and never with a personal detail.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { by, launch, mapIdle, onTicker, quiet, visitor } from "./page.mjs";
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

test("the wall shows numbers, and nothing about the person who reported", async () => {
  const call = await server.staff();
  const secret = { name: "欧阳测密", phone: "19900004711" };
  const filed = await fileReport(call, { reporter: secret, description: "三楼独居老人家门口垃圾满溢" });
  const page = await visitor(browser, server);
  await page.goto("/wall");
  await mapIdle(page);
  await onTicker(page, filed.number).waitFor();
  const wall = await call("/api/v1/wall");
  await page.waitForFunction(
    (least) => Number(document.querySelector('[data-testid="wall-accepted"]').innerText.replace(/\D/g, "")) >= least,
    wall.today.accepted,
  );
  const told = (await page.content()) + (await Promise.all(page.seen.answers)).join("\n");
  for (const word of [secret.name, secret.phone, "独居老人"]) assert.ok(!told.includes(word), `the wall tells ${word}`);
  assert.ok(!/\b1[3-9]\d{9}\b/.test(told), "the wall shows a phone number");
  quiet(page);
  await page.context().close();
});

for (const [name, viewport] of [["a desk screen", { width: 1920, height: 1080 }], ["a 4K wall", { width: 3840, height: 2160 }]]) {
  test(`the wall has no scroll bar on ${name}`, async () => {
    const page = await visitor(browser, server, { viewport });
    await page.goto("/wall");
    await by(page, "wall-accepted").waitFor();
    const { wide, high } = await page.evaluate(() => {
      const root = document.documentElement;
      return { wide: root.scrollWidth - root.clientWidth, high: root.scrollHeight - root.clientHeight };
    });
    assert.deepEqual({ wide, high }, { wide: 0, high: 0 });
    await page.context().close();
  });
}
