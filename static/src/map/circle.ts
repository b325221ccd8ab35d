/** A circle on the ground, as the map draws it. */

import type { FeatureCollection } from "geojson";
import { type GroundPoint, M_PER_DEGREE, mPerDegreeEast } from "./distance";

/** A person on the map: where, and within how many metres. */
export interface Whereabouts extends GroundPoint {
  readonly accuracyM: number;
}

const CORNERS = 48;

/** The point and the ground on which it may be; empty for nobody. */
export function whereaboutsLayer(me: Whereabouts | null): FeatureCollection {
  if (me === null) return { type: "FeatureCollection", features: [] };
  const { longitude, latitude, accuracyM } = me;
  const north = accuracyM / M_PER_DEGREE;
  const east = accuracyM / mPerDegreeEast(latitude);
  const ring = Array.from({ length: CORNERS + 1 }, (_, index) => {
    const angle = ((index % CORNERS) / CORNERS) * 2 * Math.PI;
    return [longitude + east * Math.cos(angle), latitude + north * Math.sin(angle)];
  });
  return {
    type: "FeatureCollection",
    features: [
      { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: {} },
      { type: "Feature", geometry: { type: "Point", coordinates: [longitude, latitude] }, properties: {} },
    ],
  };
}
