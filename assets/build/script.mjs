// One script: our own few files and htmx.

import path from "node:path";
import { build } from "esbuild";

export async function script(here, out) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [path.join(here, "js/app.js")],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    legalComments: "none",
  });
  await out.add("app.js", result.outputFiles[0].contents);
}
