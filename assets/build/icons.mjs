// One sprite with the icons that icons.json names; pages show one by <use>.

import { readFile } from "node:fs/promises";
import path from "node:path";

export async function icons(here, out) {
  const names = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));
  const symbols = await Promise.all(names.map((name) => symbol(here, name)));
  await out.add("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
  return names;
}

async function symbol(here, name) {
  const file = path.join(here, "node_modules/lucide-static/icons", `${name}.svg`);
  const svg = await readFile(file, "utf8");
  const inner = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
}
