/** The incident's markers as points on the map: pure. */

import type { Feature, FeatureCollection, Point } from "geojson";
import type { MarkerKind } from "../wire/types";
import type { GroundPoint } from "./distance";

/** A marker as the map shows it. */
export interface MapMarker extends GroundPoint {
  readonly id: string;
  readonly kind: MarkerKind;
  /** What stands under the symbol: from close by all of it, else what fits between the others. */
  readonly label: string;
  readonly shortLabel: string;
  readonly ageMs: number;
  /** On the level that is shown, or outside; else it is drawn small. */
  readonly isHere: boolean;
}

/** Until here a marker is news. */
const FRESH_MS = 2 * 60_000;

/** From here on it is history: pale, but still to be seen in the rain. */
const OLD_MS = 30 * 60_000;
const PALEST = 0.55;

/** So many steps from solid to pale: each is a repaint of the map, and no eye would tell more of them apart. */
const STEPS = 9;

/** How solid a marker of this age is drawn: 1 while it is fresh, PALEST when it is old. */
export function solidity(ageMs: number): number {
  const share = Math.min(1, Math.max(0, (ageMs - FRESH_MS) / (OLD_MS - FRESH_MS)));
  return 1 - (Math.floor(share * STEPS) / STEPS) * (1 - PALEST);
}

/** The oldest first, so that what is new lies on top. */
export function markerLayer(markers: readonly MapMarker[]): FeatureCollection<Point> {
  const features = [...markers]
    .sort((one, other) => other.ageMs - one.ageMs)
    .map(
      ({ id, kind, label, shortLabel, ageMs, isHere, longitude, latitude }): Feature<Point> => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: [longitude, latitude] },
        properties: { id, kind, label, short_label: shortLabel, is_here: isHere, solidity: solidity(ageMs) },
      }),
    );
  return { type: "FeatureCollection", features };
}
