/** The halo around a position is as wide as the phone is unsure. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { whereaboutsLayer } from "../../src/map/circle";

const M_PER_DEGREE = 111_195;

describe("whereabouts", () => {
  it("are nothing for nobody", () => {
    expect(whereaboutsLayer(null).features).toEqual([]);
  });

  it("keep every point of the halo at the accuracy's distance", () => {
    const places = fc.record({
      longitude: fc.double({ min: -179, max: 179, noNaN: true }),
      latitude: fc.double({ min: -70, max: 70, noNaN: true }),
      accuracyM: fc.double({ min: 1, max: 500, noNaN: true }),
    });
    fc.assert(
      fc.property(places, (me) => {
        const [halo] = whereaboutsLayer(me).features;
        if (halo?.geometry.type !== "Polygon") throw new Error("no halo");
        const [ring = []] = halo.geometry.coordinates;
        expect(ring.at(0)).toEqual(ring.at(-1));
        for (const [longitude = 0, latitude = 0] of ring) {
          const east = (longitude - me.longitude) * M_PER_DEGREE * Math.cos((me.latitude * Math.PI) / 180);
          const north = (latitude - me.latitude) * M_PER_DEGREE;
          expect(Math.hypot(east, north)).toBeCloseTo(me.accuracyM, 3);
        }
      }),
    );
  });
});
