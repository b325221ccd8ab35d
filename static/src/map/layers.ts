/** The campus layers from the service, each fetched once and kept while the page is open. */

import type { Feature, FeatureCollection } from "geojson";
import { fetchPersistently } from "../wire/persistence";

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

export class Layers {
  private readonly fetched = new Map<string, Promise<FeatureCollection>>();

  /** `query` goes with every request: the console asks as staff, also in a browser that holds a link. */
  constructor(private readonly query = "") {}

  outline(): Promise<FeatureCollection> {
    return this.fetch("/api/campus/outline");
  }

  levels(levelIds: readonly string[]): Promise<FeatureCollection[]> {
    return Promise.all(levelIds.map((id) => this.fetch(`/api/campus/levels/${encodeURIComponent(id)}`)));
  }

  /** Several levels as one layer: those of all shared buildings at the same height. */
  async inside(levelIds: readonly string[]): Promise<FeatureCollection> {
    return withDoorPoints(merged(await this.levels(levelIds)));
  }

  async outdoor(buildingIds: readonly string[]): Promise<FeatureCollection> {
    const paths = buildingIds.map((id) => `/api/campus/buildings/${encodeURIComponent(id)}/outdoor`);
    return merged(await Promise.all(paths.map((path) => this.fetch(path))));
  }

  private fetch(path: string): Promise<FeatureCollection> {
    const known = this.fetched.get(path);
    if (known !== undefined) return known;
    const layer = fetchPersistently<FeatureCollection>(path + this.query);
    this.fetched.set(path, layer);
    // A refusal is not remembered: the next look asks again.
    layer.catch(() => this.fetched.delete(path));
    return layer;
  }
}

function merged(layers: readonly FeatureCollection[]): FeatureCollection {
  return { ...EMPTY, features: layers.flatMap((layer) => layer.features) };
}

/** A numbered door's line is too short to carry its number: a point in its middle does. */
export function withDoorPoints(layer: FeatureCollection): FeatureCollection {
  const doors = layer.features.flatMap(({ properties, geometry }): Feature[] => {
    const isNumbered = properties?.["kind"] === "opening" && properties["number"] !== undefined;
    const [start, end] = geometry.type === "LineString" ? [geometry.coordinates[0], geometry.coordinates.at(-1)] : [];
    if (!isNumbered || start === undefined || end === undefined) return [];
    const middle = start.map((value, axis) => (value + (end[axis] ?? value)) / 2);
    return [
      {
        type: "Feature",
        geometry: { type: "Point", coordinates: middle },
        properties: { ...properties, kind: "door" },
      },
    ];
  });
  return { ...layer, features: [...layer.features, ...doors] };
}

/** Every corner of the features of one kind with one of these ids. */
export function cornersOf(
  layer: FeatureCollection,
  kind: string,
  ids: readonly string[],
): (readonly [longitude: number, latitude: number])[] {
  return layer.features
    .filter(({ properties }) => properties?.["kind"] === kind && ids.includes(String(properties["id"])))
    .flatMap(({ geometry }) => {
      if (geometry.type === "Polygon") return geometry.coordinates.flat();
      return geometry.type === "MultiPolygon" ? geometry.coordinates.flat(2) : [];
    })
    .map(([longitude = 0, latitude = 0]) => [longitude, latitude] as const);
}
