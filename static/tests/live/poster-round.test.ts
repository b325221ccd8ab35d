/** Photos go round: most often for what matters most, and to everybody. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lanesAfter, MAX_LANES, nextPoster } from "../../src/live/poster-round";

describe("the round", () => {
  it("begins with what matters most, in order", () => {
    expect(nextPoster(["a", "b"], new Map(), 1_000, 600)).toBe("a");
    expect(nextPoster(["a", "b"], new Map([["a", 1_000]]), 1_000, 600)).toBe("b");
  });

  it("asks for nobody before the time", () => {
    expect(nextPoster(["a"], new Map([["a", 500]]), 1_000, 600)).toBeNull();
  });

  it("gives everybody a turn, and the first camera no fewer than any other, however slow the link", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 20, max: 4_000 }), (count, eachMs) => {
        const wanted = Array.from({ length: count }, (_, index) => `camera-${index}`);
        const askedAtMs = new Map<string, number>();
        const turns = new Map<string, number>();
        for (let round = 0; round < 8 * count; round += 1) {
          const nowMs = 10_000 + round * eachMs;
          const next = nextPoster(wanted, askedAtMs, nowMs, 600);
          if (next === null) continue;
          askedAtMs.set(next, nowMs);
          turns.set(next, (turns.get(next) ?? 0) + 1);
        }
        expect(turns.size).toBe(count);
        expect(turns.get("camera-0")).toBe(Math.max(...turns.values()));
      }),
    );
  });
});

describe("lanes", () => {
  it("stay between one and four, fall to one on a slow link, and come back on a quick one", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9_000 })), (times) => {
        const lanes = times.reduce(lanesAfter, MAX_LANES);
        expect(lanes).toBeGreaterThanOrEqual(1);
        expect(lanes).toBeLessThanOrEqual(MAX_LANES);
        expect(lanesAfter(lanes, Number.POSITIVE_INFINITY)).toBe(1);
        expect([100, 100, 100].reduce(lanesAfter, lanes)).toBe(MAX_LANES);
      }),
    );
  });
});
