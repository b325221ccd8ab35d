/** How the place itself is drawn: the ground, buildings from inside, their names and numbers. */

import type { ExpressionSpecification, LayerSpecification, RasterLayerSpecification } from "maplibre-gl";
import { all, FONT, kind } from "./expression";
import { AMENITY_CATEGORIES } from "./symbols";

/** From here on rooms, numbers and doors can be read on a phone. */
const INSIDE_ZOOM = 16.5;
const NUMBER_ZOOM = 17.6;
const NAME_ZOOM = 19.2;

const category = (...categories: string[]): ExpressionSpecification => [
  "in",
  ["get", "category"],
  ["literal", categories],
];

const byCategory = (paint: Record<string, readonly string[]>, otherwise: string): ExpressionSpecification =>
  [
    "match",
    ["get", "category"],
    ...Object.entries(paint).flatMap(([colour, categories]) => [categories, colour]),
    otherwise,
  ] as unknown as ExpressionSpecification;

const UNIT_FILL = byCategory(
  {
    "#1e2833": ["walkway", "lobby", "room", "opentobelow"],
    "#3a3550": ["stairs", "elevator", "escalator", "ramp"],
    "#1b2f3a": ["restroom.female", "restroom.male", "restroom.unisex", "restroom"],
    "#3d2f25": ["storage", "serverroom", "kitchen"],
    "#24433a": ["firstaid"],
  },
  "#2b3948",
);

const label = (
  size: number,
  colour: string,
): Pick<Extract<LayerSpecification, { type: "symbol" }>, "paint"> & {
  readonly font: { "text-font": string[]; "text-size": number };
} => ({
  font: { "text-font": FONT, "text-size": size },
  paint: { "text-color": colour, "text-halo-color": "#07090c", "text-halo-width": 1.5 },
});

const STRONG = label(14, "#f5f8fa");
const QUIET = label(12, "#bcc7d2");

/** A line of its own covers the edge: smoothing it as well would be one more program for the graphics chip. */
const UNDER_ITS_EDGE = { "fill-antialias": false } as const;

export const DASHED: LayerSpecification[] = [
  {
    id: "parking-edge",
    type: "line",
    source: "outline",
    filter: kind("parking", "field"),
    paint: { "line-color": "#3a4552", "line-dasharray": [3, 2] },
  },
];

export const GROUND: LayerSpecification[] = [
  { id: "ground", type: "background", paint: { "background-color": "#0b0f14" } },
  { id: "venue", type: "fill", source: "outline", filter: kind("venue"), paint: { "fill-color": "#10161c" } },
  { id: "field", type: "fill", source: "outline", filter: kind("field"), paint: { "fill-color": "#142019" } },
  { id: "road", type: "fill", source: "outline", filter: kind("road"), paint: { "fill-color": "#20262d" } },
  { id: "parking", type: "fill", source: "outline", filter: kind("parking"), paint: { "fill-color": "#1a2027" } },
  { id: "path", type: "fill", source: "outline", filter: kind("path", "ground"), paint: { "fill-color": "#232b33" } },
  ...DASHED,
  {
    id: "building",
    type: "fill",
    source: "outline",
    filter: kind("building"),
    paint: { "fill-color": "#263241", ...UNDER_ITS_EDGE },
  },
  {
    id: "building-edge",
    type: "line",
    source: "outline",
    filter: kind("building"),
    paint: { "line-color": "#8296ab", "line-width": 1.5 },
  },
];

/** What a picture of the grounds shows better. */
export const DRAWN_GROUNDS: readonly string[] = ["venue", "field", "road", "parking", "path"];

/** Dimmed: it was taken in sunlight, and is looked at by night, under symbols that have to stand out. */
export const BASEMAP_PAINT: RasterLayerSpecification["paint"] & object = {
  "raster-brightness-max": 0.55,
  "raster-saturation": -0.4,
  "raster-fade-duration": 0,
};

export const INSIDE: LayerSpecification[] = [
  {
    id: "level",
    type: "fill",
    source: "inside",
    filter: kind("level"),
    paint: { "fill-color": "#161d25", ...UNDER_ITS_EDGE },
  },
  {
    id: "unit",
    type: "fill",
    source: "inside",
    filter: kind("unit"),
    minzoom: INSIDE_ZOOM - 1,
    paint: { "fill-color": UNIT_FILL, ...UNDER_ITS_EDGE },
  },
  {
    id: "unit-edge",
    type: "line",
    source: "inside",
    filter: kind("unit"),
    minzoom: INSIDE_ZOOM - 1,
    paint: { "line-color": "#8093a8", "line-width": ["interpolate", ["linear"], ["zoom"], 16, 0.5, 19, 1.5] },
  },
  {
    id: "level-edge",
    type: "line",
    source: "inside",
    filter: kind("level"),
    paint: { "line-color": "#9fb3c8", "line-width": 2 },
  },
  {
    id: "door",
    type: "line",
    source: "inside",
    filter: kind("opening"),
    minzoom: INSIDE_ZOOM,
    paint: { "line-color": "#161d25", "line-width": ["interpolate", ["linear"], ["zoom"], 16, 2, 20, 6] },
  },
  {
    id: "entrance",
    type: "line",
    source: "inside",
    filter: all(kind("opening"), ["has", "number"]),
    minzoom: INSIDE_ZOOM - 1,
    paint: { "line-color": "#ffc94d", "line-width": ["interpolate", ["linear"], ["zoom"], 16, 3, 20, 6] },
  },
];

const amenities = (source: "outline" | "inside", minzoom: number): LayerSpecification => ({
  id: `amenity-${source}`,
  type: "symbol",
  source,
  filter: all(kind("amenity"), category(...AMENITY_CATEGORIES)),
  minzoom,
  layout: { "icon-image": ["concat", "amenity-", ["get", "category"]], "icon-padding": 2 },
});

export const LABELS: LayerSpecification[] = [
  {
    id: "unit-name",
    type: "symbol",
    source: "inside",
    filter: all(kind("unit"), ["has", "name"]),
    minzoom: NAME_ZOOM,
    layout: { ...QUIET.font, "text-field": ["get", "name"], "text-offset": [0, 1.1], "text-max-width": 8 },
    paint: QUIET.paint ?? {},
  },
  {
    id: "unit-number",
    type: "symbol",
    source: "inside",
    filter: all(kind("unit"), ["has", "number"]),
    minzoom: NUMBER_ZOOM,
    layout: { ...STRONG.font, "text-field": ["get", "number"] },
    paint: STRONG.paint ?? {},
  },
  {
    id: "door-number",
    type: "symbol",
    source: "inside",
    filter: kind("door"),
    minzoom: NUMBER_ZOOM - 0.6,
    layout: {
      ...STRONG.font,
      "text-field": ["get", "number"],
      "text-variable-anchor": ["bottom", "top", "left", "right"],
      "text-radial-offset": 0.6,
    },
    paint: { ...STRONG.paint, "text-color": "#ffc94d" },
  },
  amenities("outline", INSIDE_ZOOM),
  amenities("inside", NUMBER_ZOOM - 0.3),
  {
    id: "ground-name",
    type: "symbol",
    source: "outline",
    filter: all(kind("parking", "field"), ["has", "name"]),
    minzoom: INSIDE_ZOOM - 0.5,
    layout: { ...QUIET.font, "text-field": ["get", "name"], "text-max-width": 8 },
    paint: QUIET.paint ?? {},
  },
  {
    id: "building-name",
    type: "symbol",
    source: "outline",
    filter: kind("building"),
    maxzoom: NUMBER_ZOOM,
    layout: { ...STRONG.font, "text-field": ["get", "name"], "text-max-width": 9 },
    paint: STRONG.paint ?? {},
  },
];
