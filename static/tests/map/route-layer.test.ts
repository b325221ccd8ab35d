/** A route is drawn level by level. */

import { describe, expect, it } from "vitest";
import { routeLayer } from "../../src/map/route-layer";
import type { LegView, RouteView } from "../../src/wire/types";

const leg = (level_id: string | null, path: number[][]): LegView => ({
  kind: "walk",
  name: "Hall",
  unit_id: null,
  level_id,
  level_name: "",
  length_m: 5,
  through: "",
  opening_id: null,
  camera_ids: [],
  path,
});

const PATH = [
  [1, 2],
  [3, 4],
];

const ROUTE: RouteView = {
  title: "101",
  length_m: 15,
  level_changes: 1,
  legs: [leg(null, PATH), leg("one", PATH), leg("two", PATH), leg("one", [[1, 2]])],
  camera_ids: [],
};

describe("the drawn route", () => {
  it("has the legs outside and of the shown levels, as long as they are lines", () => {
    expect(routeLayer(ROUTE, ["one"]).features).toHaveLength(2);
    expect(routeLayer(ROUTE, []).features).toHaveLength(1);
    expect(routeLayer(null, ["one"]).features).toEqual([]);
  });
});
