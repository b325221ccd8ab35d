/** The age of pictures: RTP time to capture time over the 32-bit wrap, and the words for it. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capturedAtMs, freshness, LIVE_MS, rtpDifference, STALE_MS } from "../../src/live/freshness";

const rtp = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("RTP time", () => {
  it("counts right across the wrap", () => {
    expect(rtpDifference(5, 2 ** 32 - 5)).toBe(10);
    expect(rtpDifference(2 ** 32 - 5, 5)).toBe(-10);
  });

  it("gives back any step of less than half the range", () => {
    fc.assert(
      fc.property(rtp, fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }), (start, step) => {
        expect(rtpDifference((start + step + 2 ** 32) % 2 ** 32, start)).toBe(step);
      }),
    );
  });

  it("dates a picture from the clock of its slot", () => {
    const clock = { slot: 0, rtp_timestamp: 2 ** 32 - 9_000, captured_at_ms: 1_000_000 };
    expect(capturedAtMs(clock, 9_000)).toBe(1_000_200);
  });
});

describe("freshness", () => {
  it("is live only while young and moving", () => {
    expect(freshness(300, 100)).toBe("live");
    expect(freshness(LIVE_MS + 1, 100)).toBe("delayed");
    expect(freshness(LIVE_MS + 1, LIVE_MS + 1)).toBe("delayed");
  });

  it("is stale after 5 s without a new picture, and late but moving video is not", () => {
    expect(freshness(STALE_MS, STALE_MS)).toBe("stale");
    expect(freshness(9_000, 60)).toBe("delayed");
  });

  it("never calls a picture live that has stood for more than 2 s", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000, max: 60_000 }),
        fc.integer({ min: LIVE_MS + 1, max: 600_000 }),
        (age, still) => {
          expect(freshness(age, still)).not.toBe("live");
        },
      ),
    );
  });
});
