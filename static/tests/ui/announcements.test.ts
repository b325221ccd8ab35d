/** A screen reader is interrupted by revocation and loss alone; everything else waits until it has finished. */

import { expect, it } from "vitest";

const sources = import.meta.glob<string>("../../src/**/*.tsx", { query: "?raw", import: "default", eager: true });

const INTERRUPTS = /role="alert"|role="alertdialog"|aria-live="assertive"/g;

it("interrupts where access has ended and where pictures are missing, and nowhere else", () => {
  const found = Object.entries(sources).flatMap(([path, source]) => (source.match(INTERRUPTS) ?? []).map(() => path));
  expect(found).toEqual(["../../src/ui/banner.tsx", "../../src/ui/entry.tsx"]);
});
