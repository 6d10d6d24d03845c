// One style sheet: fonts, the design system's theme and the parts of it that we
// use, each in its layer, then our own, which are in no layer and so win.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { fontFaces } from "./fonts.mjs";
import { prune } from "./prune.mjs";

const run = promisify(execFile);
const system = "node_modules/@digdir/designsystemet-css/dist/src";
const parts = ["button", "input"];
const own = ["tokens", "base", "layout", "chrome", "controls", "forms", "components", "tables", "pages", "sheets", "print"];

export async function styles(here, out) {
  const [theme, base, used, ours] = await Promise.all([
    makeTheme(here),
    readFile(path.join(here, system, "base.css"), "utf8"),
    readAll(path.join(here, system), parts),
    readAll(path.join(here, "css"), own),
  ]);
  const layered = `@layer ds.theme,ds.base,ds.components;
${theme}@layer ds.base{${base}}@layer ds.components{${used}}`;
  const css = fontFaces(out) + prune(layered, ours) + ours;
  const { code } = await transform(css, {
    loader: "css",
    minify: true,
    target: ["chrome111", "edge111", "firefox113", "safari16.4"],
  });
  await out.add("app.css", code);
}

async function readAll(folder, names) {
  const texts = await Promise.all(names.map((n) => readFile(path.join(folder, `${n}.css`), "utf8")));
  return texts.join("\n");
}

// makeTheme runs the design system's own tool in a folder of its own.
async function makeTheme(here) {
  const cli = path.join(here, "node_modules/@digdir/designsystemet/dist/bin/designsystemet.js");
  const config = path.join(here, "designsystemet.config.json");
  const cwd = await mkdtemp(path.join(tmpdir(), "theme-"));
  try {
    await run(process.execPath, [cli, "tokens", "create", "--config", config], { cwd });
    await run(process.execPath, [cli, "tokens", "build"], { cwd });
    return await readFile(path.join(cwd, "design-tokens-build/theme.css"), "utf8");
  } finally {
    await rm(cwd, { recursive: true });
  }
}
