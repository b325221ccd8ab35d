/** Two counts give rates; anything else gives nothing. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measure, type SlotSample } from "../../src/live/slot-sample";

const START: SlotSample = { atMs: 0, bytes: 0, packets: 0, lost: 0, frames: 0, widthPx: 640, heightPx: 360 };

describe("a measure", () => {
  it("is per second, and its loss a share of what should have come", () => {
    const after = { ...START, atMs: 2_000, bytes: 125_000, packets: 99, lost: 1, frames: 30 };
    expect(measure(START, after)).toEqual({ kbps: 500, framesPerS: 15, loss: 0.01, widthPx: 640, heightPx: 360 });
  });

  it("is never negative or infinite, whatever the browser counts", () => {
    const counts = fc.record({
      atMs: fc.nat(10_000),
      bytes: fc.nat(),
      packets: fc.nat(),
      lost: fc.integer({ min: -5, max: 1_000 }),
      frames: fc.nat(),
      widthPx: fc.nat(4_000),
      heightPx: fc.nat(4_000),
    });
    fc.assert(
      fc.property(counts, counts, (before, after) => {
        const measured = measure(before, after);
        if (measured === null) return;
        for (const value of Object.values(measured)) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(value)).toBe(true);
        }
        expect(measured.loss).toBeLessThanOrEqual(1);
      }),
    );
  });
});
