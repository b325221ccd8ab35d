/** The counter only grows, and counts every session once. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataUse } from "../../src/live/data-use";

describe("the counter", () => {
  it("adds up sessions", () => {
    const use = new DataUse();
    use.onLive("one", 100);
    use.onLive("one", 250);
    use.onLive("two", 40);
    expect(use.liveBytes).toBe(290);
  });

  it("never falls", () => {
    const reports = fc.array(fc.tuple(fc.constantFrom("one", "two", "three"), fc.nat(1_000)));
    fc.assert(
      fc.property(reports, (told) => {
        const use = new DataUse();
        let before = 0;
        for (const [liveId, bytes] of told) {
          use.onLive(liveId, bytes);
          expect(use.liveBytes).toBeGreaterThanOrEqual(before);
          before = use.liveBytes;
        }
      }),
    );
  });
});
