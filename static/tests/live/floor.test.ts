/** What the page says it shows in place of live video, and how often photos renew then. */

import { describe, expect, it } from "vitest";
import { insteadOf, paceOf } from "../../src/live/floor";
import type { Session } from "../../src/live/session-state";
import { NO_WEBRTC } from "../../src/wire/failure";

const NEVER_MS = Number.NEGATIVE_INFINITY;

const without: Session = {
  phase: "posters",
  attempt: 0,
  darkSinceMs: 0,
  retryAtMs: null,
  failure: { reason: NO_WEBRTC, detail: "" },
};

const watching = (darkSinceMs: number | null): Session => ({
  phase: "watching",
  liveId: "live",
  attempt: 0,
  darkSinceMs,
  deadlineMs: null,
  restart: "none",
});

describe("in place of live video", () => {
  it("is nothing while it flows, or has only a hiccup", () => {
    expect(insteadOf(watching(null), NEVER_MS, 60_000)).toBeNull();
    expect(insteadOf(watching(0), NEVER_MS, 2_000)).toBeNull();
  });

  it("are photos, for as long as the service answers for them", () => {
    expect(insteadOf(watching(0), 9_000, 10_000)).toBe("photos");
    expect(insteadOf(watching(0), 5_000, 10_000)).toBe("nothing");
  });

  it("are photos from the start where no video can come: the connection is not lost before it was tried", () => {
    expect(insteadOf(without, NEVER_MS, 100)).toBe("photos");
    expect(insteadOf(without, NEVER_MS, 5_000)).toBe("nothing");
  });

  it("photos come faster than beside it, and seldom where data is saved", () => {
    const [alone, beside, saving] = [paceOf("photos", false), paceOf(null, false), paceOf(null, true)];
    expect(alone.everyMs).toBeLessThan(beside.everyMs);
    expect(beside.everyMs).toBeLessThan(saving.everyMs);
  });
});
