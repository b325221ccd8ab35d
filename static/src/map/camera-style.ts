/** How cameras are drawn: where they hang, what they see, and many of them as one. */

import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { all, FONT, kind } from "./expression";

/** From here on what cameras see is drawn; before, the views of a whole building would cover it. */
const VIEW_ZOOM = 17.8;

export const VIEWS: LayerSpecification[] = [
  {
    id: "view-inside",
    type: "fill",
    source: "inside",
    filter: kind("view"),
    minzoom: VIEW_ZOOM,
    paint: { "fill-color": "#63cbff", "fill-opacity": 0.13 },
  },
  {
    id: "view-outdoor",
    type: "fill",
    source: "outdoor",
    filter: kind("view"),
    minzoom: VIEW_ZOOM,
    paint: { "fill-color": "#63cbff", "fill-opacity": 0.13 },
  },
  {
    id: "view-focused-inside",
    type: "fill",
    source: "inside",
    filter: all(kind("view"), ["==", ["get", "id"], ""]),
    paint: { "fill-color": "#63cbff", "fill-opacity": 0.38 },
  },
  {
    id: "view-focused-outdoor",
    type: "fill",
    source: "outdoor",
    filter: all(kind("view"), ["==", ["get", "id"], ""]),
    paint: { "fill-color": "#63cbff", "fill-opacity": 0.38 },
  },
];

/** How many cameras, and below it how many of them are out, with the cross of such a camera. */
const COUNT: ExpressionSpecification = [
  "format",
  ["to-string", ["get", "point_count"]],
  {},
  ["case", [">", ["get", "offline"], 0], ["concat", "\n× ", ["get", "offline"]], ""],
  { "font-scale": 0.8 },
];

export const CAMERAS: LayerSpecification[] = [
  {
    id: "camera-direction",
    type: "symbol",
    source: "cameras",
    filter: ["all", ["has", "azimuth_deg"], ["!=", ["get", "symbol"], "offline"], ["!", ["has", "point_count"]]],
    // From here on the view itself, clipped by the walls, tells the direction.
    maxzoom: VIEW_ZOOM,
    layout: {
      "icon-image": "direction",
      "icon-rotate": ["get", "azimuth_deg"],
      "icon-rotation-alignment": "map",
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
    },
  },
  {
    id: "camera-focus",
    type: "symbol",
    source: "cameras",
    filter: ["==", ["get", "is_focused"], true],
    layout: { "icon-image": "focus", "icon-allow-overlap": true, "icon-ignore-placement": true },
  },
  {
    id: "cluster",
    type: "circle",
    source: "cameras",
    filter: ["has", "point_count"],
    paint: {
      "circle-color": "#e6eef5",
      "circle-radius": 20,
      "circle-stroke-width": 4,
      "circle-stroke-color": ["case", [">", ["get", "offline"], 0], "#ffa198", "#4fe08a"],
    },
  },
  {
    id: "cluster-count",
    type: "symbol",
    source: "cameras",
    filter: ["has", "point_count"],
    layout: { "text-font": FONT, "text-size": 15, "text-field": COUNT, "text-allow-overlap": true },
    paint: { "text-color": "#07090c" },
  },
  {
    id: "camera",
    type: "symbol",
    source: "cameras",
    filter: ["!", ["has", "point_count"]],
    layout: {
      "icon-image": ["concat", "camera-", ["get", "symbol"]],
      "icon-allow-overlap": true,
      "icon-size": ["interpolate", ["linear"], ["zoom"], 14, 0.6, 17, 0.85, 20, 1],
    },
  },
];

/** Where other units look: an eye at the camera, as on its tile, and their names under it where there is room. */
export const WATCHED: LayerSpecification[] = [
  {
    id: "camera-watched",
    type: "symbol",
    source: "cameras",
    filter: ["all", ["has", "watched_by"], ["!", ["has", "point_count"]]],
    layout: {
      "text-font": FONT,
      "text-size": 12,
      "text-field": ["get", "watched_by"],
      "text-anchor": "top",
      "text-offset": [0, 1.1],
      "text-max-width": 12,
      "text-optional": true,
      "icon-image": "eye",
      "icon-offset": [13, -13],
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
    },
    paint: { "text-color": "#f5f8fa", "text-halo-color": "#07090c", "text-halo-width": 1.5 },
  },
];

/** Where a building is as large as a thumb, its cameras are one symbol with their number and how many are out. */
export const CLUSTERED = {
  cluster: true,
  clusterMaxZoom: 15,
  clusterRadius: 48,
  clusterProperties: { offline: ["+", ["case", ["==", ["get", "symbol"], "offline"], 1, 0]] },
} as const;
