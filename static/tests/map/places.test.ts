/** Places to search for, and the cameras that see a spot. */

import type { Feature, FeatureCollection, Position } from "geojson";
import { describe, expect, it } from "vitest";
import { camerasNear, camerasSeeing, placesOf } from "../../src/map/places";
import { cameraView } from "../camera";

const feature = (geometry: Feature["geometry"], properties: object): Feature => ({
  type: "Feature",
  geometry,
  properties: { building_id: "school", ...properties },
});

const square = (west: number, south: number, size: number): Position[] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];

const layer = (...features: Feature[]): FeatureCollection => ({ type: "FeatureCollection", features });

const room = feature(
  { type: "Polygon", coordinates: [square(0, 0, 2)] },
  { kind: "unit", id: "u1", category: "classroom", number: "107", name: "Spanish", level_id: "first" },
);

const camera = (id: string, at: Position) => feature({ type: "Point", coordinates: at }, { kind: "camera", id });

const view = (id: string, rings: Position[][], level_id?: string) =>
  feature({ type: "Polygon", coordinates: rings }, { kind: "view", id, ...(level_id ? { level_id } : {}) });

describe("places", () => {
  it("are rooms, stairs, numbered doors and equipment, each with its middle", () => {
    const stairs = { ...room, properties: { ...room.properties, id: "u2", category: "stairs", number: "S1" } };
    const line = {
      type: "LineString",
      coordinates: [
        [0, 0],
        [2, 0],
      ],
    } as const;
    const door = feature(
      {
        ...line,
        coordinates: [
          [0, 0],
          [2, 0],
        ],
      },
      { kind: "opening", id: "d7", number: "7" },
    );
    const inner = feature(
      {
        ...line,
        coordinates: [
          [0, 0],
          [2, 0],
        ],
      },
      { kind: "opening", id: "d0", name: "Inner" },
    );
    const aed = feature({ type: "Point", coordinates: [1, 1] }, { kind: "amenity", id: "a", name: "AED lobby" });
    expect(placesOf(layer(room, stairs, door, inner, aed)).map((each) => [each.id, each.kind])).toEqual([
      ["u1", "room"],
      ["u2", "stairs"],
      ["d7", "door"],
      ["a", "equipment"],
    ]);
    expect(placesOf(layer(room))[0]).toMatchObject({ longitude: 1, latitude: 1, levelId: "first", number: "107" });
  });
});

describe("the cameras that see a spot", () => {
  const spot = { longitude: 1, latitude: 1, levelId: "first" };

  it("come nearest first", () => {
    const seen = layer(
      camera("far", [9, 9]),
      camera("near", [1.5, 1]),
      view("far", [square(0, 0, 10)], "first"),
      view("near", [square(0, 0, 2)], "first"),
    );
    expect(camerasSeeing(spot, [seen])).toEqual(["near", "far"]);
  });

  it("are none whose view is on another level, ends before the spot, or has a hole there", () => {
    const elsewhere = layer(
      view("above", [square(0, 0, 10)], "second"),
      view("outdoor", [square(0, 0, 10)]),
      view("short", [square(2, 2, 3)], "first"),
      view("pillar", [square(0, 0, 10), square(0.5, 0.5, 1)], "first"),
    );
    expect(camerasSeeing(spot, [elsewhere])).toEqual([]);
  });
});

it("finds the nearest cameras on the spot's level and outside", () => {
  const at = (cameraId: string, longitude: number, level_id: string | null) =>
    cameraView(cameraId, { longitude, latitude: 1, level_id });
  const cameras = [at("far", 9, "first"), at("near", 2, "first"), at("above", 1, "second"), at("yard", 3, null)];
  expect(camerasNear({ longitude: 1, latitude: 1, levelId: "first" }, cameras, 2)).toEqual(["near", "yard"]);
});
