/** Every word can be read in rain, sun and the dark: WCAG 2.2's enhanced contrast (1.4.6), in every theme. */

import { describe, expect, it } from "vitest";
import css from "../../src/style/tokens.css?raw";

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

const dark = coloursAfter(":root {");
const day = new Map([...dark, ...coloursAfter(':root[data-theme="day"] {')]);
const tint = /background: (#[0-9a-f]{6})/.exec(css.slice(css.indexOf('[data-theme="red"] body::after')))?.[1] ?? "";
const red = new Map(
  [...dark, ...coloursAfter(':root[data-theme="red"] {')].map(([name, colour]) => [
    name,
    multiplied(grey(colour), tint),
  ]),
);

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

/** As `filter: grayscale(1)` makes it (Filter Effects 1, 8.2). */
function grey(colour: string): string {
  const [red = 0, green = 0, blue = 0] = parts(colour);
  const level = Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  return hex([level, level, level]);
}

/** As `mix-blend-mode: multiply` makes it (Compositing 1, 10.1.2). */
function multiplied(one: string, other: string): string {
  const factors = parts(other);
  return hex(parts(one).map((part, at) => Math.round((part * (factors[at] ?? 0)) / 255)));
}

/** Of `#rrggbb`, 0 to 255. */
function parts(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function hex(levels: readonly number[]): string {
  return `#${levels.map((level) => level.toString(16).padStart(2, "0")).join("")}`;
}

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
  const [red = 0, green = 0, blue = 0] = parts(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
