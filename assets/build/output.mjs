// The folder of built files: hashed names, compressed copies, the manifest.

import { createHash } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const keep = ".gitkeep";
const compressible = new Set([".css", ".js", ".svg", ".webmanifest"]);

export class Output {
  constructor(folder) {
    this.folder = folder;
    this.files = {};
    this.sizes = [];
  }

  // clear empties the folder, so that nothing of an earlier build is embedded.
  async clear() {
    await mkdir(this.folder, { recursive: true });
    for (const name of await readdir(this.folder)) {
      if (name !== keep) await rm(path.join(this.folder, name), { recursive: true });
    }
  }

  // add writes a file under its logical name and returns its real one.
  async add(logical, content) {
    const bytes = Buffer.from(content);
    const { name, ext } = path.parse(logical);
    const real = `${name}-${hash(bytes)}${ext}`;
    await writeFile(path.join(this.folder, real), bytes);
    this.files[logical] = real;
    const row = { logical, raw: bytes.length };
    if (compressible.has(ext)) await this.compress(real, bytes, row);
    this.sizes.push(row);
    return real;
  }

  async compress(real, bytes, row) {
    const gz = gzipSync(bytes, { level: 9 });
    gz[9] = 255; // the byte that names the operating system: the same everywhere
    const br = brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    });
    await writeFile(path.join(this.folder, `${real}.gz`), gz);
    await writeFile(path.join(this.folder, `${real}.br`), br);
    Object.assign(row, { gz: gz.length, br: br.length });
  }

  // finish writes the manifest, last: a build that broke off has none.
  async finish(more) {
    const sorted = Object.fromEntries(Object.entries(this.files).sort());
    const text = JSON.stringify({ files: sorted, ...more }, null, 1) + "\n";
    await writeFile(path.join(this.folder, "manifest.json"), text);
  }

  report() {
    const kB = (n) => (n === undefined ? "" : (n / 1000).toFixed(1));
    const line = (cells) => cells[0].padEnd(24) + cells.slice(1).map((c) => c.padStart(8)).join("");
    const rows = this.sizes.map((s) => line([s.logical, kB(s.raw), kB(s.gz), kB(s.br)]));
    return [line(["kB", "raw", "gzip", "brotli"]), ...rows].join("\n");
  }
}

function hash(bytes) {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 10);
}
