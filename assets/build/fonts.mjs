// Inter, variable in weight and optical size, cut into three files that a
// browser fetches only when a page has their letters: base (what every Latvian
// and English page needs), lv (the Latvian letters), ext (other Latin letters,
// for names). Weights below 400 and above 700 are not used and left out.

import { readFile } from "node:fs/promises";
import path from "node:path";
import subset from "subset-font";

const source = "node_modules/@fontsource-variable/inter/files";
const wght = { min: 400, max: 700 };

const span = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const codes = (text) => [...text].map((c) => c.codePointAt(0));

const base = [...span(0x20, 0x7e), ...codes("\u00a0«»·×é©–—‘’“”…€→−äöüõ§°±½")];
const latvian = codes("āčēģīķļņšūžŗōĀČĒĢĪĶĻŅŠŪŽŖŌ");
const rest = [...span(0xa1, 0xff), ...span(0x100, 0x17f), ...codes("ȘșȚțẞ")].filter(
  (code) => !base.includes(code) && !latvian.includes(code),
);

const cuts = [
  { name: "inter-base.woff2", file: "inter-latin-opsz-normal.woff2", letters: base },
  { name: "inter-lv.woff2", file: "inter-latin-ext-opsz-normal.woff2", letters: latvian },
  { name: "inter-latin.woff2", file: "inter-latin-opsz-normal.woff2", letters: rest.filter((c) => c < 0x100) },
  { name: "inter-ext.woff2", file: "inter-latin-ext-opsz-normal.woff2", letters: rest.filter((c) => c > 0xff) },
];

// fonts writes the files; styles.mjs asks fontFaces for the rules.
export async function fonts(here, out) {
  for (const cut of cuts) {
    const whole = await readFile(path.join(here, source, cut.file));
    const part = await subset(whole, String.fromCodePoint(...cut.letters), {
      targetFormat: "woff2",
      variationAxes: { wght },
    });
    await out.add(cut.name, part);
  }
}

// fontFaces returns the @font-face rules, with each file's letters as ranges.
export function fontFaces(out) {
  return cuts.map((cut) => face(out.files[cut.name], cut.letters)).join("\n");
}

function face(file, letters) {
  return `@font-face{font-family:"Inter Variable";font-style:normal;font-display:swap;
font-weight:${wght.min} ${wght.max};src:url(${file}) format("woff2");unicode-range:${ranges(letters)}}`;
}

// ranges writes code points as CSS wants them: U+20-7E,U+A0.
function ranges(letters) {
  const sorted = [...letters].sort((a, b) => a - b);
  const runs = [];
  for (const code of sorted) {
    const last = runs.at(-1);
    if (last && code === last[1] + 1) last[1] = code;
    else runs.push([code, code]);
  }
  const hex = (n) => n.toString(16).toUpperCase();
  return runs.map(([a, b]) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`)).join(",");
}
