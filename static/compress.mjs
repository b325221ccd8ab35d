// Writes a `.br` beside every file that shrinks: the service sends it as it is, so the best level costs nobody time.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const DIST = new URL("./dist/", import.meta.url);

for (const path of readdirSync(DIST, { recursive: true })) {
  const file = new URL(path, DIST);
  if (!statSync(file).isFile()) continue;
  const body = readFileSync(file);
  const small = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } });
  if (small.length < body.length) writeFileSync(new URL(`${path}.br`, DIST), small);
}
