/** Every word can be read in rain and sun: WCAG 2.2's enhanced contrast (1.4.6), in every theme that has colours. */

import { describe, expect, it } from "vitest";
import css from "../../src/style/tokens.css?raw";

const ENHANCED = 7;

/** What stands on what. Red night vision is not here: pure red on black has 5.25, and nothing has more. */
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

const dark = coloursAfter(":root {");
const day = new Map([...dark, ...coloursAfter(':root[data-theme="day"] {')]);

describe.each([
  ["dark", dark],
  ["day", day],
])("by %s", (_, colours) => {
  it.each(PAIRS)("%s can be read on %s", (word, surface) => {
    expect(contrast(colours.get(word) ?? "", colours.get(surface) ?? "")).toBeGreaterThanOrEqual(ENHANCED);
  });
});

/** The tokens of the block that begins like this. */
function coloursAfter(selector: string): Map<string, string> {
  const start = css.indexOf(selector);
  const block = css.slice(start, css.indexOf("}", start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", colour = ""]) => [name, colour]),
  );
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG's relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
