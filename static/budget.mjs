// The size of what a phone loads before the first picture, as the service sends it; fails when it grows over the budget.

import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** At 1.6 Mbps and 150 ms round trips, this much is on the phone within half a second. */
const FIRST_VIEW_LIMIT_BYTES = 60 * 1024;

const DIST = new URL("./dist/", import.meta.url);

const html = readFileSync(new URL("index.html", DIST));
const assets = [...html.toString().matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path);
const files = ["index.html", ...assets].map((path) => ({ path, body: readFileSync(new URL(path, DIST)) }));

/** Only the map says so of itself; it is fifteen times as large as everything else. */
const OF_THE_MAP = /maplibregl/;

let gzip = 0;
for (const { path, body } of files) {
  const size = gzipSync(body, { level: 9 }).length;
  gzip += size;
  console.log(
    `${String(size).padStart(7)} B gzip ${String(brotliCompressSync(body).length).padStart(7)} B brotli  ${path}`,
  );
}
console.log(JSON.stringify({ first_view_gzip_bytes: gzip, limit_bytes: FIRST_VIEW_LIMIT_BYTES }));
if (assets.length === 0 || gzip > FIRST_VIEW_LIMIT_BYTES) {
  console.error("The first view is over its budget, or index.html names no assets.");
  process.exit(1);
}
if (files.some(({ body }) => OF_THE_MAP.test(body.toString()))) {
  console.error("The map has come into the first view; it loads after the first pictures.");
  process.exit(1);
}
