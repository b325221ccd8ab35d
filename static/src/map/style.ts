/** How the campus is drawn: everything comes from its own layers, so that the map works with no internet. */

import type { GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { CAMERAS, CLUSTERED, VIEWS, WATCHED } from "./camera-style";
import { DASHED, GROUND, INSIDE, LABELS } from "./campus-style";
import { MARKERS } from "./marker-style";

const SOURCES = ["outline", "inside", "outdoor", "route", "cameras", "me", "mark", "markers"] as const;

const ROUTE: LayerSpecification[] = [
  {
    id: "route-edge",
    type: "line",
    source: "route",
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": "#07090c", "line-width": 9 },
  },
  {
    id: "route",
    type: "line",
    source: "route",
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": "#ffc94d", "line-width": 5 },
  },
];

/** The spot that was held, and where the phone itself is. */
const MARKS: LayerSpecification[] = [
  {
    id: "mark",
    type: "symbol",
    source: "mark",
    layout: { "icon-image": "mark", "icon-anchor": "bottom", "icon-allow-overlap": true },
  },
  {
    id: "me-near",
    type: "fill",
    source: "me",
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": "#63cbff", "fill-opacity": 0.18 },
  },
  {
    id: "me",
    type: "circle",
    source: "me",
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-color": "#0b57d0",
      "circle-radius": 8,
      "circle-stroke-width": 3,
      "circle-stroke-color": "#ffffff",
    },
  },
];

const source = (name: (typeof SOURCES)[number]): GeoJSONSourceSpecification => ({
  type: "geojson",
  data: { type: "FeatureCollection", features: [] },
  ...(name === "cameras" ? (CLUSTERED as Partial<GeoJSONSourceSpecification>) : {}),
});

export const STYLE: StyleSpecification = {
  version: 8,
  sources: Object.fromEntries(SOURCES.map((name) => [name, source(name)])),
  layers: [...GROUND, ...INSIDE, ...VIEWS, ...ROUTE, ...LABELS, ...CAMERAS, ...WATCHED, ...MARKS, ...MARKERS],
};

/** What the map shows once rooms and cameras are drawn: words, signs, and the dashes that bound a field. */
export const LABELLING: readonly LayerSpecification[] = [...LABELS, ...DASHED];

const hidden = (layer: LayerSpecification): LayerSpecification =>
  ({ ...layer, layout: { ...layer.layout, visibility: "none" } }) as LayerSpecification;

/** The same before that. */
export const UNLABELLED_STYLE: StyleSpecification = {
  ...STYLE,
  layers: STYLE.layers.map((layer) => (LABELLING.includes(layer) ? hidden(layer) : layer)),
};
