/** Markers on the map fade with their age, and never so far that they cannot be seen. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MapMarker, markerLayer, solidity } from "../../src/map/marker-layer";

const MINUTE_MS = 60_000;

const marker = (id: string, ageMs: number): MapMarker => ({
  id,
  kind: "suspect",
  label: "Suspect",
  shortLabel: "Suspect",
  ageMs,
  isHere: true,
  longitude: 1,
  latitude: 2,
});

describe("a marker on the map", () => {
  it("is solid while it is news", () => {
    expect([0, MINUTE_MS, 2 * MINUTE_MS].map(solidity)).toEqual([1, 1, 1]);
  });

  it("fades with age and is never gone", () => {
    const ages = fc.double({ min: 0, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(ages, ages, (one, other) => {
        const [young, old] = [Math.min(one, other), Math.max(one, other)];
        expect(solidity(old)).toBeLessThanOrEqual(solidity(young));
        expect(solidity(old)).toBeGreaterThanOrEqual(0.55);
      }),
    );
  });

  it("changes its look seldom: each change is a repaint of the map", () => {
    const halfHourInSeconds = Array.from({ length: 1_800 }, (_, second) => solidity(second * 1_000));
    expect(new Set(halfHourInSeconds).size).toBeLessThanOrEqual(10);
  });

  it("lies on top of older ones, where it was placed", () => {
    const { features } = markerLayer([marker("new", 0), marker("old", 60 * MINUTE_MS)]);
    expect(features.map(({ properties }) => properties?.["id"])).toEqual(["old", "new"]);
    expect(features[0]?.geometry.coordinates).toEqual([1, 2]);
  });
});
