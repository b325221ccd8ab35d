/** What matters now comes first, and only what matters. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOST, urgent } from "../../src/ui/urgency";
import type { CameraView } from "../../src/wire/types";
import { cameraView } from "../camera";

const camera = (cameraId: string, latitude: number) => cameraView(cameraId, { latitude });

const IDS = [..."abcdef"];
/** One every 20 m to the north. */
const CAMERAS = IDS.map((id, index) => camera(id, (index * 20) / 111_195));
const NOTHING = { along: [], watched: new Map<string, number>(), me: null };

const ids = (cameras: readonly CameraView[]) => cameras.map(({ camera_id }) => camera_id);

describe("urgency", () => {
  it("is nobody's until the officer asks, whoever else looks where", () => {
    expect(urgent(CAMERAS, NOTHING)).toEqual([]);
    expect(urgent(CAMERAS, { ...NOTHING, watched: new Map([["a", 3]]) })).toEqual([]);
  });

  it("goes by the way, then by other units' eyes, then by nearness", () => {
    const watched = new Map([
      ["a", 1],
      ["f", 2],
    ]);
    expect(ids(urgent(CAMERAS, { along: ["e"], watched, me: { longitude: 0, latitude: 0 } }))).toEqual([..."efab"]);
  });

  it("leaves out what is far from the officer", () => {
    expect(ids(urgent(CAMERAS, { ...NOTHING, me: { longitude: 0, latitude: 40 / 111_195 } })).sort()).toHaveLength(
      MOST,
    );
    expect(urgent(CAMERAS, { ...NOTHING, me: { longitude: 1, latitude: 0 } })).toEqual([]);
  });

  it("keeps the rules whatever happens", () => {
    const happenings = fc.record({
      along: fc.array(fc.constantFrom(...IDS, "gone")),
      watched: fc.array(fc.tuple(fc.constantFrom(...IDS, "gone"), fc.nat(3))).map((pairs) => new Map(pairs)),
      me: fc.option(fc.record({ longitude: fc.constant(0), latitude: fc.double({ min: 0, max: 0.002, noNaN: true }) })),
    });
    fc.assert(
      fc.property(happenings, (happening) => {
        const found = ids(urgent(CAMERAS, happening));
        expect(found.length).toBeLessThanOrEqual(MOST);
        expect(new Set(found).size).toBe(found.length);
        const [first] = happening.along.filter((id) => IDS.includes(id));
        if (first !== undefined) expect(found[0]).toBe(first);
        for (const id of found) expect(IDS).toContain(id);
      }),
    );
  });
});
