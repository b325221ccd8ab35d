/** How the markers of an incident are drawn: above everything else, with their words. */

import type { LayerSpecification } from "maplibre-gl";
import { FONT } from "./expression";
import { MARKER_SHAPES } from "./marker-shapes";
import { INK, PIXEL_RATIO } from "./symbols";

/** As large as a fingertip finds. */
const SIZE = 38;

/** Where rooms have their numbers, a marker has all its words. */
const CLOSE_ZOOM = 17.8;

export const MARKERS: LayerSpecification[] = [
  {
    id: "marker",
    type: "symbol",
    source: "markers",
    layout: {
      "icon-image": ["concat", "marker-", ["get", "kind"]],
      "icon-size": ["case", ["get", "is_here"], 1, 0.7],
      "icon-allow-overlap": true,
      "text-font": FONT,
      "text-field": ["step", ["zoom"], ["get", "short_label"], CLOSE_ZOOM, ["get", "label"]],
      "text-size": ["case", ["get", "is_here"], 14, 13],
      "text-anchor": "top",
      "text-offset": [0, 1.5],
      "text-max-width": 12,
      // Where markers stand close, a symbol without its words is better than none; the list has them all.
      "text-optional": true,
      "symbol-sort-key": ["-", 0, ["get", "solidity"]],
    },
    paint: {
      "icon-opacity": ["get", "solidity"],
      "text-color": "#ffffff",
      "text-halo-color": INK,
      "text-halo-width": 2,
    },
  },
];

/** The name of each image of the layer above, and the image. */
export const markerImages = (): [name: string, image: ImageData][] =>
  Object.entries(MARKER_SHAPES).map(([kind, { outline, glyph, colour }]) => {
    const element = document.createElement("canvas");
    element.width = element.height = SIZE * PIXEL_RATIO;
    const context = element.getContext("2d");
    if (context === null) throw new Error("This browser has no 2D canvas.");
    context.scale((SIZE * PIXEL_RATIO) / 28, (SIZE * PIXEL_RATIO) / 28);
    context.translate(2, 2);
    context.lineJoin = context.lineCap = "round";
    context.strokeStyle = INK;
    context.fillStyle = colour;
    context.lineWidth = 3;
    context.stroke(new Path2D(outline));
    context.fill(new Path2D(outline));
    context.lineWidth = 2.4;
    context.stroke(new Path2D(glyph));
    return [`marker-${kind}`, context.getImageData(0, 0, element.width, element.height)];
  });
