/** What the client works out of the campus layers by itself. */

import type { Feature, FeatureCollection } from "geojson";
import { expect, it } from "vitest";
import { cornersOf, withDoorPoints } from "../../src/map/layers";

const layer = (...features: Feature[]): FeatureCollection => ({ type: "FeatureCollection", features });

const door = (properties: object): Feature => ({
  type: "Feature",
  geometry: {
    type: "LineString",
    coordinates: [
      [0, 0],
      [2, 4],
    ],
  },
  properties: { kind: "opening", ...properties },
});

it("gives a numbered door a point for its number, and an inner door none", () => {
  const drawn = withDoorPoints(layer(door({ number: "7" }), door({})));
  const points = drawn.features.filter(({ properties }) => properties?.["kind"] === "door");
  expect(points).toHaveLength(1);
  expect(points[0]?.geometry).toEqual({ type: "Point", coordinates: [1, 2] });
  expect(points[0]?.properties).toMatchObject({ number: "7" });
});

it("finds the corners of the named buildings only", () => {
  const building = (id: string, at: number): Feature => ({
    type: "Feature",
    geometry: {
      type: "Polygon",
      coordinates: [
        [
          [at, at],
          [at + 1, at],
          [at, at],
        ],
      ],
    },
    properties: { kind: "building", id },
  });
  expect(cornersOf(layer(building("a", 0), building("b", 10)), "building", ["b"])).toEqual([
    [10, 10],
    [11, 10],
    [10, 10],
  ]);
});
