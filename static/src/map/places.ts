/** Rooms, doors and stairs of the campus as places to search for, and which cameras see a spot. */

import type { Feature, FeatureCollection, Position } from "geojson";
import type { CameraView } from "../wire/types";
import { distanceM, type GroundPoint } from "./distance";

export interface Spot extends GroundPoint {
  /** Null outdoors. */
  readonly levelId: string | null;
}

export interface Place extends Spot {
  readonly id: string;
  readonly kind: "room" | "door" | "stairs" | "equipment" | "grid";
  readonly number: string;
  readonly name: string;
  readonly buildingId: string;
}

type Ring = readonly Position[];

const text = (feature: Feature, key: string): string => String(feature.properties?.[key] ?? "");

/** Everything of a level that has a number or a name. */
export function placesOf(layer: FeatureCollection): Place[] {
  return layer.features.flatMap((feature) => {
    const kind = kindOf(feature);
    const at = middleOf(feature);
    if (kind === null || at === null || (text(feature, "number") === "" && text(feature, "name") === "")) return [];
    const place = { id: text(feature, "id"), kind, number: text(feature, "number"), name: text(feature, "name") };
    return [{ ...place, ...at, levelId: text(feature, "level_id") || null, buildingId: text(feature, "building_id") }];
  });
}

function kindOf(feature: Feature): Place["kind"] | null {
  switch (feature.properties?.["kind"]) {
    case "unit":
      return text(feature, "category") === "stairs" ? "stairs" : "room";
    case "opening":
      return text(feature, "number") === "" ? null : "door";
    case "amenity":
      return "equipment";
    default:
      return null;
  }
}

/** The middle of the feature's bounding box: rooms are boxes, more or less. */
function middleOf({ geometry }: Feature): { longitude: number; latitude: number } | null {
  const positions = positionsOf(geometry);
  if (positions.length === 0) return null;
  const middle = (axis: 0 | 1) => {
    const values = positions.map((position) => position[axis] ?? 0);
    return (Math.min(...values) + Math.max(...values)) / 2;
  };
  return { longitude: middle(0), latitude: middle(1) };
}

function positionsOf(geometry: Feature["geometry"]): Position[] {
  switch (geometry.type) {
    case "Point":
      return [geometry.coordinates];
    case "LineString":
      return geometry.coordinates;
    case "Polygon":
      return geometry.coordinates[0] ?? [];
    case "MultiPolygon":
      return geometry.coordinates.flatMap((polygon) => polygon[0] ?? []);
    default:
      return [];
  }
}

/** Ids of the cameras whose view holds the spot, the nearest first. A view counts on its own level only. */
export function camerasSeeing(spot: Spot, layers: readonly FeatureCollection[]): string[] {
  const features = layers.flatMap((layer) => layer.features);
  const cameras = new Map(
    features.filter(({ properties }) => properties?.["kind"] === "camera").map((each) => [text(each, "id"), each]),
  );
  return features
    .filter((each) => each.properties?.["kind"] === "view" && (text(each, "level_id") || null) === spot.levelId)
    .filter((view) => ringsOf(view).some((rings) => isInside(rings, spot)))
    .map((view) => ({ id: text(view, "id"), distanceM: toCamera(cameras.get(text(view, "id")), spot) }))
    .sort((one, other) => one.distanceM - other.distanceM)
    .map(({ id }) => id);
}

function ringsOf({ geometry }: Feature): Ring[][] {
  if (geometry.type === "Polygon") return [geometry.coordinates];
  return geometry.type === "MultiPolygon" ? geometry.coordinates : [];
}

/** Even-odd rule over all rings: a hole is outside again. */
function isInside(rings: readonly Ring[], { longitude, latitude }: Spot): boolean {
  let isIn = false;
  for (const ring of rings) {
    ring.forEach((end, index) => {
      const start = ring.at(index - 1) ?? end;
      const [x1 = 0, y1 = 0] = start;
      const [x2 = 0, y2 = 0] = end;
      const crosses = y1 > latitude !== y2 > latitude;
      if (crosses && longitude < x1 + ((latitude - y1) / (y2 - y1)) * (x2 - x1)) isIn = !isIn;
    });
  }
  return isIn;
}

function toCamera(camera: Feature | undefined, spot: Spot): number {
  if (camera?.geometry.type !== "Point") return Number.POSITIVE_INFINITY;
  const [longitude = 0, latitude = 0] = camera.geometry.coordinates;
  return distanceM({ longitude, latitude }, spot);
}

/** The `count` cameras that stand nearest to a spot, on its level or outside. */
export function camerasNear(spot: Spot, cameras: readonly CameraView[], count: number): string[] {
  return cameras
    .filter(({ level_id }) => level_id === spot.levelId || level_id === null)
    .sort((one, other) => distanceM(one, spot) - distanceM(other, spot))
    .slice(0, count)
    .map(({ camera_id }) => camera_id);
}
