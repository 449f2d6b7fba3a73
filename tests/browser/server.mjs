// The real server for the browser tests: a free port, a folder of its own, the built web folder.
// It ends with this process, however that ends: a small shell waits for its input to close and then kills it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const PASSWORD = "jinghu-inspector";
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target");
export const BINARY = process.env.MIRRORLAKE_BIN ?? join(TARGET, "release/mirrorlake");
const WEB = process.env.MIRRORLAKE_TEST_WEB ?? join(TARGET, "web");
const PATIENCE = 180_000;

const WATCHDOG = `
trap '' INT TERM HUP
"$@" &
program=$!
exec >/dev/null 2>&1
read -r _
kill -9 "$program"
wait "$program"
`;

/** A port that nobody listens on now. */
export async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

/** Runs the program to its end, for `import` and the like. */
export async function run(...words) {
  const child = spawn(BINARY, words, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said += part));
  const code = await new Promise((done) => child.on("close", done));
  assert.equal(code, 0, said);
  return said;
}

export class Server {
  cookies = new Map();

  /** Starts a demo server and waits until it is ready. */
  static async start({ scale = "0.1", port = 0, options = [], folder, patience = PATIENCE } = {}) {
    const server = new Server();
    server.patience = patience;
    server.folder = folder ?? (await mkdtemp(join(tmpdir(), "mirrorlake-browser-")));
    server.data = join(server.folder, "data");
    server.scale = scale;
    server.options = options;
    await server.launch(port);
    return server;
  }

  async launch(port) {
    const words = ["serve", "--listen", `127.0.0.1:${port}`, "--data", this.data, "--web", WEB];
    words.push("--demo", "--demo-scale", this.scale, "--demo-password", PASSWORD, ...this.options);
    this.shell = spawn("sh", ["-c", WATCHDOG, "watchdog", BINARY, ...words], { stdio: ["pipe", "pipe", "pipe"] });
    this.closed = new Promise((done) => this.shell.on("close", done));
    this.said = [];
    const late = AbortSignal.timeout(this.patience);
    this.base = await new Promise((done, fail) => {
      const never = () => fail(new Error(`the server did not start:\n${this.said.join("\n")}`));
      late.addEventListener("abort", never);
      this.shell.stderr.on("close", never);
      for (const stream of [this.shell.stdout, this.shell.stderr]) {
        createInterface(stream).on("line", (line) => {
          this.said.push(line);
          const found = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line);
          if (found) done(found[1]);
        });
      }
    });
    while (!(await this.isReady())) late.throwIfAborted();
  }

  async isReady() {
    try {
      return (await fetch(`${this.base}/readyz`)).status === 200;
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  }

  get port() {
    return Number(new URL(this.base).port);
  }

  /** `kill -9`; the folder stays. */
  async kill() {
    this.shell.stdin.end();
    await this.closed;
  }

  /** Starts again where it was, with the folder as it is. */
  async startAgain() {
    await this.launch(this.port);
  }

  async stop() {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Signs in outside the browser and gives a function that calls the API. */
  async staff(login = "dispatcher") {
    await this.signIn(login);
    const send = (path, body) => {
      const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
      init.headers = { cookie: this.cookies.get(login), "content-type": "application/json" };
      return fetch(this.base + path, init);
    };
    return async (path, body) => {
      let response = await send(path, body);
      // A story may have ended the session.
      if (response.status === 401) {
        this.cookies.delete(login);
        await this.signIn(login);
        response = await send(path, body);
      }
      assert.ok(response.ok, `${path}: ${response.status}`);
      return response.json();
    };
  }

  /** The same session as a cookie for a browser. */
  async session(login) {
    await this.signIn(login);
    const [name, value] = this.cookies.get(login).split(/=(.*)/s);
    return { name, value, url: this.base };
  }

  /** One session for each login: signing in is throttled. */
  async signIn(login) {
    if (this.cookies.has(login)) return;
    const answer = await fetch(`${this.base}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ login, password: PASSWORD }),
    });
    assert.equal(answer.status, 200, `sign-in of ${login}`);
    this.cookies.set(login, answer.headers.get("set-cookie").split(";")[0]);
  }
}

/** The building of the mother whom every demo city has, a place that surely lies in a grid. */
export async function spot(call) {
  const query = new URLSearchParams({ q: "陈静", area: "星辰社区", child_age: "6" });
  const { items } = await call(`/api/v1/residents?${query}`);
  return items[0].location;
}

let serial = 0;

/** Files a report as the hotline would, and gives its case. */
export async function fileReport(call, change = {}) {
  const location = change.location ?? (await spot(call));
  serial += 1;
  const answer = await call("/api/v1/reports", {
    source: "hotline",
    external_id: `browser-${process.pid}-${serial}`,
    category: "E0192",
    description: "垃圾桶满溢，影响通行",
    ...change,
    location: { lon: location.lon, lat: location.lat, datum: "wgs84" },
  });
  return answer.case;
}
