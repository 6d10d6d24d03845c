// The mark as browsers and phones want it, and the manifest that names them.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

export async function pictures(here, out) {
  await initWasm(await readFile(path.join(here, "node_modules/@resvg/resvg-wasm/index_bg.wasm")));
  const favicon = await readFile(path.join(here, "img/favicon.svg"), "utf8");
  const square = await readFile(path.join(here, "img/app-icon.svg"), "utf8");

  await out.add("favicon.svg", favicon.replace(/\n/g, ""));
  await out.add("favicon.ico", ico(png(favicon, 32), 32));
  await out.add("apple-touch-icon.png", png(square, 180));
  const small = await out.add("icon-192.png", png(square, 192));
  const large = await out.add("icon-512.png", png(square, 512));
  await out.add("site.webmanifest", webManifest(small, large));
}

function png(svg, width) {
  return Buffer.from(new Resvg(svg, { fitTo: { mode: "width", value: width } }).render().asPng());
}

// ico wraps one PNG: six bytes of header, sixteen that describe the picture.
function ico(image, width) {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2); // an icon
  head.writeUInt16LE(1, 4); // one picture
  head.writeUInt8(width, 6);
  head.writeUInt8(width, 7);
  head.writeUInt16LE(1, 10); // planes
  head.writeUInt16LE(32, 12); // bits a pixel
  head.writeUInt32LE(image.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, image]);
}

function webManifest(small, large) {
  return JSON.stringify({
    name: "Domubiedrs",
    short_name: "Domubiedrs",
    lang: "lv",
    start_url: "/",
    display: "browser",
    background_color: "#F8F6F2",
    theme_color: "#0F5A50",
    icons: [
      { src: small, sizes: "192x192", type: "image/png" },
      { src: large, sizes: "512x512", type: "image/png" },
    ],
  });
}
