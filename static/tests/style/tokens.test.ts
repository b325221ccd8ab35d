/** Every word can be read in rain, sun and the dark: WCAG 2.2's enhanced contrast (1.4.6), in every theme. */

import { describe, expect, it } from "vitest";
import { contrast, hex, multiplied, parts } from "./colour";
import { dark, day, red, tint } from "./themes";

const ENHANCED = 7;

/** What stands on what. */
const SURFACES = ["ground", "surface", "raised", "chosen"];
const WORDS = ["text", "quiet", "accent", "danger", "live", "delayed"];
const OVER_PICTURES = [
  "on-picture",
  "picture-live",
  "picture-delayed",
  "picture-stale",
  "picture-offline",
  "picture-photo",
];
const PAIRS: readonly (readonly [word: string, surface: string])[] = [
  ...SURFACES.flatMap((surface) => WORDS.map((word) => [word, surface] as const)),
  ...OVER_PICTURES.map((word) => [word, "picture-ground"] as const),
  ["on-accent", "accent"],
  ["on-danger", "danger"],
  ["on-alarm", "alarm"],
];

describe.each([
  ["dark", dark],
  ["day", day],
  ["red", red],
])("by %s", (_, colours) => {
  it.each(PAIRS)("%s can be read on %s", (word, surface) => {
    expect(contrast(colours.get(word) ?? "", colours.get(surface) ?? "")).toBeGreaterThanOrEqual(ENHANCED);
  });
});

it("leaves the eyes their night: no short waves, and least of what rods see", () => {
  const [, green = 0, blue = 0] = parts(tint);
  expect(blue).toBe(0);
  expect(contrast(multiplied("#ffffff", hex([255, green - 8, 0])), red.get("raised") ?? "")).toBeLessThan(ENHANCED);
});

it("knows what pure red has: WCAG's formula gives 5.25 on black", () => {
  expect(contrast("#ff0000", "#000000")).toBeCloseTo(5.25);
});
