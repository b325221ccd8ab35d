/** Words on the map have 7:1 and what is a symbol has 3:1 (WCAG 2.2, 1.4.6 and 1.4.11), in every theme. */

import { describe, expect, it } from "vitest";
import { GROUND, INSIDE } from "../../src/map/campus-style";
import { MARKER_SHAPES } from "../../src/map/marker-shapes";
import { STYLE } from "../../src/map/style";
import { AMENITIES, CAMERA_COLOURS, INK } from "../../src/map/symbols";
import markersCss from "../../src/style/markers.css?raw";
import { contrast, grey, multiplied } from "../style/colour";
import { dark, day, ON_MAP, red, tint } from "../style/themes";

type Layer = (typeof STYLE.layers)[number];

const WORD = 7;
const SYMBOL = 3;

/** Whatever may lie under a symbol. Views of cameras are washes over it, and tell nothing by themselves. */
const GROUNDS = new Set([...GROUND, ...INSIDE].flatMap((layer) => coloursIn(paintOf(layer, "fill-color"))));

/** The word's colour, and that of the seam around it or of the disc on which it stands. */
const WORDS = STYLE.layers
  .filter((layer) => layer.type === "symbol" && layer.layout?.["text-field"] !== undefined)
  .map((layer) => [
    layer.id,
    colourOf(paintOf(layer, "text-color")),
    colourOf(
      layer.id === "cluster-count" ? paintOf(byId("cluster"), "circle-color") : paintOf(layer, "text-halo-color"),
    ),
  ]);
const LETTERS = Object.entries(AMENITIES).map(([category, [, colour]]) => [category, INK, colour]);

/** Edges of parking lots and fields are left out: each has its name. A door is a gap in the line of its wall. */
const LINES = ["building-edge", "unit-edge", "level-edge", "entrance", "route"].map(
  (id) => [id, colourOf(paintOf(byId(id), "line-color"))] as const,
);
const CAMERAS = Object.entries(CAMERA_COLOURS);
const MARKERS = Object.entries(MARKER_SHAPES).map(([kind, { colour }]) => [kind, colour] as const);

describe.each(["dark", "day", "red"] as const)("by %s", (theme) => {
  const seen = ON_MAP[theme];

  it.each([...WORDS, ...LETTERS])("the word %s can be read", (_, word = "", around = "") => {
    expect(contrast(seen(word), seen(around))).toBeGreaterThanOrEqual(WORD);
  });

  it.each([...CAMERAS, ...MARKERS, ...LINES])("%s stands out on every ground, and from its own edge", (_, colour) => {
    for (const ground of [...GROUNDS, INK]) {
      expect(contrast(seen(colour), seen(ground)), ground).toBeGreaterThanOrEqual(SYMBOL);
    }
  });

  it("the phone's own place stands out by its ring, and the dot within it", () => {
    const [dot, ring] = [paintOf(byId("me"), "circle-color"), paintOf(byId("me"), "circle-stroke-color")].map(colourOf);
    expect(contrast(seen(dot ?? ""), seen(ring ?? ""))).toBeGreaterThanOrEqual(SYMBOL);
    for (const ground of GROUNDS) expect(contrast(seen(ring ?? ""), seen(ground))).toBeGreaterThanOrEqual(SYMBOL);
  });
});

describe.each([
  ["dark", dark, (colour: string) => colour],
  ["day", day, (colour: string) => colour],
  ["red", red, (colour: string) => multiplied(grey(colour), tint)],
] as const)("on the buttons by %s", (_, surfaces, seen) => {
  const [edge = "", glyph = ""] = [...markersCss.matchAll(/stroke: (#[0-9a-f]{6})/g)].map(([, stroke]) => stroke ?? "");

  it.each(MARKERS)("%s is seen, by its field or by the edge of it, and so is its glyph", (_kind, field) => {
    expect(contrast(seen(glyph), seen(field))).toBeGreaterThanOrEqual(SYMBOL);
    for (const name of ["ground", "surface", "raised"]) {
      const surface = surfaces.get(name) ?? "";
      expect(Math.max(contrast(seen(field), surface), contrast(seen(edge), surface))).toBeGreaterThanOrEqual(SYMBOL);
    }
  });
});

function byId(id: string): Layer {
  const layer = STYLE.layers.find((each) => each.id === id);
  if (layer === undefined) throw new Error(`no such layer: ${id}`);
  return layer;
}

function paintOf(layer: Layer, property: string): unknown {
  return (layer.paint as Record<string, unknown> | undefined)?.[property];
}

/** Every colour that an expression can give. */
function coloursIn(value: unknown): string[] {
  return JSON.stringify(value ?? null).match(/#[0-9a-f]{6}/g) ?? [];
}

function colourOf(value: unknown): string {
  const [colour, ...others] = coloursIn(value);
  if (colour === undefined || others.length > 0) throw new Error(`not one colour: ${JSON.stringify(value)}`);
  return colour;
}
