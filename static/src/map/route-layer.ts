/** A route as lines on the map: of the level that is shown, and outside. */

import type { Feature, FeatureCollection } from "geojson";
import type { RouteView } from "../wire/types";

/** A leg that changes the level belongs to the one where it ends, and its start to the one before. */
export function routeLayer(route: RouteView | null, levelIds: readonly string[]): FeatureCollection {
  const features = (route?.legs ?? [])
    .filter(({ level_id, path }) => path.length > 1 && (level_id === null || levelIds.includes(level_id)))
    .map(
      ({ path, kind }): Feature => ({
        type: "Feature",
        geometry: { type: "LineString", coordinates: path },
        properties: { kind },
      }),
    );
  return { type: "FeatureCollection", features };
}
