/** What a drag, a turn and a slider do to a camera's place. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distanceM } from "../../../src/map/distance";
import {
  aimedAt,
  isSamePlacing,
  moved,
  onWire,
  type Placing,
  placingOf,
  putAt,
  surveyed,
  turned,
  unsurveyed,
  withOptics,
} from "../../../src/ui/console/placing/placing";
import { cameraView } from "../../camera";

const PLACING: Placing = {
  longitude: -82.74,
  latitude: 40.12,
  levelId: "high-school-1",
  optics: { azimuthDeg: 350, fovDeg: 90, rangeM: 20 },
};

const metres = fc.double({ min: -500, max: 500, noNaN: true });
const degrees = fc.double({ min: -1_000, max: 1_000, noNaN: true });

describe("a move", () => {
  it("goes as far as it says, to the east and to the north", () => {
    fc.assert(
      fc.property(metres, metres, (eastM, northM) => {
        const after = moved(PLACING, eastM, northM);
        expect(distanceM(PLACING, after)).toBeCloseTo(Math.hypot(eastM, northM), 1);
        expect(after.optics).toEqual(PLACING.optics);
      }),
    );
    expect(moved(PLACING, 1, 0).longitude).toBeGreaterThan(PLACING.longitude);
    expect(moved(PLACING, 0, 1).latitude).toBeGreaterThan(PLACING.latitude);
  });

  it("and back is no move", () => {
    expect(isSamePlacing(moved(moved(PLACING, 3, 4), -3, -4), PLACING)).toBe(true);
    expect(isSamePlacing(moved(PLACING, 0.25, 0), PLACING)).toBe(false);
  });

  it("by a finger ends where the finger is", () => {
    expect(putAt(PLACING, { longitude: -82.7, latitude: 40.1 })).toEqual({
      ...PLACING,
      longitude: -82.7,
      latitude: 40.1,
    });
  });
});

describe("a turn", () => {
  it("goes round past north, and stays a direction that the service takes", () => {
    expect(turned(PLACING, 15).optics?.azimuthDeg).toBe(5);
    expect(turned(PLACING, -355).optics?.azimuthDeg).toBe(355);
    fc.assert(
      fc.property(degrees, (byDeg) => {
        const azimuthDeg = turned(PLACING, byDeg).optics?.azimuthDeg ?? -1;
        expect(azimuthDeg).toBeGreaterThanOrEqual(0);
        expect(azimuthDeg).toBeLessThan(360);
      }),
    );
  });

  it.each([
    [1, 0, 90],
    [0, 1, 0],
    [0, -1, 180],
    [-1, 0, 270],
    [1, 1, 45],
  ])("by its handle looks to the handle: %d east, %d north", (eastM, northM, azimuthDeg) => {
    expect(aimedAt(PLACING, moved(PLACING, eastM, northM)).optics?.azimuthDeg).toBe(azimuthDeg);
  });

  it("to where the camera hangs is none", () => {
    expect(aimedAt(PLACING, PLACING)).toEqual(PLACING);
  });
});

describe("optics", () => {
  it("stay within what a camera can have", () => {
    expect(withOptics(PLACING, { fovDeg: 400, rangeM: -3 }).optics).toEqual({
      azimuthDeg: 350,
      fovDeg: 360,
      rangeM: 1,
    });
    expect(withOptics(PLACING, { fovDeg: 0, rangeM: 1_000 }).optics).toEqual({
      azimuthDeg: 350,
      fovDeg: 5,
      rangeM: 500,
    });
  });

  it("are known all together, or not at all", () => {
    const without = unsurveyed(PLACING);
    expect(onWire(without)).toMatchObject({ azimuth_deg: null, fov_deg: null, range_m: null });
    expect(surveyed(without).optics).not.toBeNull();
    expect(surveyed(PLACING)).toEqual(PLACING);
    expect(turned(without, 90).optics?.azimuthDeg).toBe(90);
  });
});

it("a camera that nobody touches stays as it is on the map", () => {
  const surveyedCamera = cameraView("lobby", { azimuth_deg: 139.8, fov_deg: 100, range_m: 18 });
  const halfKnown = { ...surveyedCamera, range_m: null };
  expect(onWire(placingOf(surveyedCamera))).toMatchObject({ azimuth_deg: 139.8, fov_deg: 100, range_m: 18 });
  expect(placingOf(halfKnown).optics).toBeNull();
});
