// One sprite: the icons that icons.json names, and our own shapes of states
// (img/states, as "state-todo" …). Pages show one by <use>.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

export async function icons(here, out) {
  const names = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));
  const lucide = path.join(here, "node_modules/lucide-static/icons");
  const states = path.join(here, "img/states");
  const own = (await readdir(states)).sort().map((file) => path.parse(file).name);

  const symbols = await Promise.all([
    ...names.map((name) => symbol(name, path.join(lucide, `${name}.svg`))),
    ...own.map((name) => symbol(`state-${name}`, path.join(states, `${name}.svg`))),
  ]);
  await out.add("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
  return [...names, ...own.map((name) => `state-${name}`)];
}

async function symbol(id, file) {
  const svg = (await readFile(file, "utf8")).replace(/<!--[\s\S]*?-->/g, "");
  const [, viewBox] = svg.match(/viewBox="([^"]+)"/);
  const inner = svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${id}" viewBox="${viewBox}">${inner}</symbol>`;
}
