// Builds the front end into internal/web/ui/static: `npm ci && node build.mjs`.
//
// Every file is named after its content, so that it can be cached for ever;
// manifest.json leads from "app.css" to its real name. Text files get a .gz and
// a .br beside them. The same sources and lock file give the same bytes.
//
// The steps: fonts (cut to the letters we need), theme (made by the design
// system's own tool from designsystemet.config.json), one style sheet, one
// script, one icon sprite, pictures. build/*.mjs has one file for each.

import { fileURLToPath } from "node:url";
import path from "node:path";
import { Output } from "./build/output.mjs";
import { fonts } from "./build/fonts.mjs";
import { styles } from "./build/styles.mjs";
import { script } from "./build/script.mjs";
import { icons } from "./build/icons.mjs";
import { pictures } from "./build/pictures.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = new Output(path.join(here, "../internal/web/ui/static"));

await out.clear();
await fonts(here, out);
await styles(here, out);
await script(here, out);
const names = await icons(here, out);
await pictures(here, out);
await out.finish({ icons: names });

if (process.stdout.isTTY || process.argv.includes("--sizes")) console.log(out.report());
