/** The assignment of cameras to slots, by its rules. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assign, camerasOf, changed, emptySlots, requests } from "../../src/live/slots";

const cameras = fc.uniqueArray(fc.constantFrom(..."abcdefghijklmnop"), { maxLength: 12 });
const wanted = fc.record({ visible: cameras, focused: fc.option(fc.constantFrom(..."abcdefghijklmnop")) });
const histories = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.array(wanted, { minLength: 1, maxLength: 8 }));

describe("assignment", () => {
  it("fills the slots in the order of the screen", () => {
    expect(assign(emptySlots(3), { visible: ["a", "b"], focused: null })).toEqual(["a", "b", null]);
  });

  it("goes on from what the service began with", () => {
    const started = requests(["a", "b"], { visible: ["a", "b"], focused: null }, () => 320);
    const begun = camerasOf(started, 3);
    expect(begun).toEqual(["a", "b", null]);
    expect(assign(begun, { visible: ["b", "c", "d"], focused: null })).toEqual(["d", "b", "c"]);
    expect(camerasOf(started, 1)).toEqual(["a"]);
  });

  it("replaces what has left the screen and touches nothing else", () => {
    expect(assign(["a", "b", "c"], { visible: ["c", "d"], focused: null })).toEqual(["d", "b", "c"]);
  });

  it("leaves a slot alone that is under way to another camera", () => {
    const isSettled = (slot: number) => slot !== 0;
    expect(assign(["a", "b"], { visible: ["c"], focused: null }, isSettled)).toEqual(["a", "c"]);
  });

  it("keeps rules 1 to 3 over any history", () => {
    fc.assert(
      fc.property(histories, ([count, wishes]) => {
        let slots = emptySlots(count);
        for (const wish of wishes) {
          const before = slots;
          slots = assign(slots, wish);
          const held = slots.filter((camera) => camera !== null);
          expect(new Set(held).size).toBe(held.length);
          if (wish.focused !== null) expect(slots).toContain(wish.focused);
          const entitled = [...new Set([...(wish.focused === null ? [] : [wish.focused]), ...wish.visible])];
          for (const camera of entitled.slice(0, count)) expect(slots).toContain(camera);
          before.forEach((camera, slot) => {
            if (camera !== null && slots.includes(camera)) expect(slots[slot]).toBe(camera);
          });
        }
      }),
    );
  });
});

describe("requests", () => {
  it("says which slot is focused, which is on the screen, and how wide", () => {
    const asked = requests(["a", "b", null], { visible: ["a"], focused: "a" }, () => 320);
    expect(asked).toEqual([
      { slot: 0, camera_id: "a", focused: true, visible: true, width_px: 320 },
      { slot: 1, camera_id: "b", focused: false, visible: false, width_px: 320 },
      { slot: 2, camera_id: null, focused: false, visible: false, width_px: 0 },
    ]);
  });

  it("names only what changed", () => {
    const wish = { visible: ["a", "b"], focused: null };
    const before = requests(["a", "b"], wish, () => 320);
    const after = requests(["a", "b"], { ...wish, focused: "b" }, () => 320);
    expect(changed(before, after).map((request) => request.slot)).toEqual([1]);
    expect(changed([], after)).toEqual(after);
  });
});
