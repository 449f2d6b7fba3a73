// Writes a .br (quality 11) and a .gz beside every file of a folder that is worth compressing.
// Only what becomes smaller is kept; the server then picks by Accept-Encoding and never compresses itself.
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const KINDS = new Set([".html", ".js", ".mjs", ".css", ".svg", ".json", ".wasm", ".webmanifest"]);
const SMALLEST = 1024;

const folder = process.argv[2];
const files = [];
for (const name of await readdir(folder, { recursive: true })) {
  const path = join(folder, name);
  const { size } = await stat(path);
  if (KINDS.has(extname(name)) && size > SMALLEST) files.push({ path, size });
}

await Promise.all(
  files.map(async ({ path, size }) => {
    const content = await readFile(path);
    const brotli = {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: size, [constants.BROTLI_PARAM_LGWIN]: 24 },
    };
    const [br, gz] = await Promise.all([promisify(brotliCompress)(content, brotli), promisify(gzip)(content, { level: 9 })]);
    if (br.length < size) await writeFile(`${path}.br`, br);
    if (gz.length < size) await writeFile(`${path}.gz`, gz);
  }),
);
