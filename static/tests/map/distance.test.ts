/** Metres on the ground, as far as a campus reaches. */

import { expect, it } from "vitest";
import { distanceM } from "../../src/map/distance";

const HERE = { longitude: -82.74, latitude: 40.12 };

it("is the same north and south, and less by longitude", () => {
  const north = distanceM({ ...HERE, latitude: 40.121 }, HERE);
  expect(north).toBeCloseTo(111.2, 1);
  expect(distanceM({ ...HERE, latitude: 40.119 }, HERE)).toBeCloseTo(north, 6);
  expect(distanceM({ ...HERE, longitude: -82.739 }, HERE)).toBeCloseTo(north * Math.cos((40.12 * Math.PI) / 180), 6);
  expect(distanceM(HERE, HERE)).toBe(0);
});
