/** The session state machine: examples of the life of an access, then the rules as properties over random lives. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, isDark, POSTERS_AFTER_MS } from "../../src/live/session";
import {
  type Command,
  darkSinceMs,
  deadlineMs,
  hasAccess,
  INVITED,
  type Session,
  type SessionEvent,
} from "../../src/live/session-state";

const REVOKED = { reason: "link-revoked", detail: "" };
const GONE = { reason: "not-found", detail: "" };
const NO_NETWORK = { reason: "no-network", detail: "" };
const STORE_DOWN = { reason: "store-unavailable", detail: "" };

/** Plays `events`, one a second, and returns the last state with every command that was given. */
function play(events: readonly SessionEvent[], from: Session = INVITED): { session: Session; commands: Command[] } {
  let session = from;
  const commands: Command[] = [];
  events.forEach((event, second) => {
    const step = advance(session, event, second * 1_000);
    session = step.session;
    commands.push(...step.commands);
  });
  return { session, commands };
}

const TO_WATCHING: readonly SessionEvent[] = [
  { type: "tapped" },
  { type: "entered" },
  { type: "live-opened", liveId: "one" },
  { type: "packets-flowed" },
];

describe("the way in", () => {
  it("does nothing before the tap", () => {
    expect(play([{ type: "time-passed" }, { type: "page-shown" }, { type: "network-changed" }])).toEqual({
      session: INVITED,
      commands: [],
    });
  });

  it("redeems on the tap, opens live video with the permit, and is calm once packets flow", () => {
    const { session, commands } = play(TO_WATCHING);
    expect(commands).toEqual(["redeem", "open-live"]);
    expect(session).toMatchObject({ phase: "watching", liveId: "one", darkSinceMs: null, deadlineMs: null });
  });

  it("asks only for the permit after a reload", () => {
    expect(play([{ type: "page-reloaded" }]).commands).toEqual(["ask-permit"]);
  });

  it("goes back to the button when the cookie is gone but the token is there", () => {
    const refused = { type: "entry-refused", failure: { reason: "not-signed-in", detail: "" } } as const;
    expect(play([{ type: "page-reloaded" }, { ...refused, hasToken: true }]).session).toEqual(INVITED);
    expect(play([{ type: "page-reloaded" }, { ...refused, hasToken: false }]).session).toMatchObject({
      phase: "ended",
      failure: { reason: "no-link" },
    });
  });

  it("tries again by itself when the service cannot answer", () => {
    const refused = { type: "entry-refused", failure: STORE_DOWN, hasToken: true } as const;
    const waiting = play([{ type: "tapped" }, refused]).session;
    expect(deadlineMs(waiting)).toBe(2_000);
    expect(advance(waiting, { type: "time-passed" }, 2_000).commands).toEqual(["redeem"]);
  });

  it("says so at once when the link is dead, and redeems again only after another tap", () => {
    const refused = { type: "entry-refused", failure: REVOKED, hasToken: true } as const;
    const ended = play([{ type: "tapped" }, refused]);
    expect(ended.session).toEqual({ phase: "ended", failure: REVOKED });
    expect(advance(ended.session, { type: "network-changed" }, 9_000).commands).toEqual([]);
    expect(advance(ended.session, { type: "tapped" }, 9_000).commands).toEqual(["redeem"]);
  });
});

describe("lost video", () => {
  it("restarts ICE first, then opens a new session when no packet comes", () => {
    const stalled = play([...TO_WATCHING, { type: "packets-stalled" }]);
    expect(stalled.commands.at(-1)).toBe("restart-ice");
    const later = (deadlineMs(stalled.session) ?? 0) + 1;
    const step = advance(stalled.session, { type: "time-passed" }, later);
    expect(step.commands).toEqual(["close-live", "open-live"]);
    expect(step.session.phase).toBe("opening");
  });

  it("does not restart a restart", () => {
    const { commands } = play([...TO_WATCHING, { type: "packets-stalled" }, { type: "network-changed" }]);
    expect(commands.filter((command) => command === "restart-ice")).toHaveLength(1);
  });

  it("is calm again when packets come back", () => {
    const { session } = play([...TO_WATCHING, { type: "packets-stalled" }, { type: "packets-flowed" }]);
    expect(darkSinceMs(session)).toBeNull();
    expect(deadlineMs(session)).toBeNull();
  });

  it("holds the session while there is no network, asking again each second, and then gives it up", () => {
    let { session } = play([...TO_WATCHING, { type: "packets-stalled" }]);
    let nowMs = 4_000;
    let restarts = 1;
    while (session.phase === "watching" && nowMs < 60_000) {
      nowMs += 100;
      ({ session } = advance(session, { type: "restart-refused", failure: NO_NETWORK }, nowMs));
      nowMs = deadlineMs(session) ?? nowMs;
      const step = advance(session, { type: "time-passed" }, nowMs);
      restarts += step.commands.filter((command) => command === "restart-ice").length;
      session = step.session;
    }
    expect(session.phase).toBe("opening");
    expect(nowMs).toBeGreaterThan(34_000);
    expect(restarts).toBeGreaterThan(20);
  });

  it("remembers since when it has been dark over the whole repair", () => {
    const { session } = play([...TO_WATCHING, { type: "packets-stalled" }, { type: "restart-refused", failure: GONE }]);
    expect(session.phase).toBe("opening");
    expect(darkSinceMs(session)).toBe(4_000);
  });

  it("opens a new session at once when the service has ended this one", () => {
    expect(play([...TO_WATCHING, { type: "live-ended" }]).commands.slice(-2)).toEqual(["close-live", "open-live"]);
  });

  it("shows posters while live video is refused, and tries again", () => {
    const { session } = play([{ type: "tapped" }, { type: "entered" }, { type: "live-refused", failure: STORE_DOWN }]);
    expect(session.phase).toBe("posters");
    expect(advance(session, { type: "time-passed" }, deadlineMs(session) ?? 0).commands).toEqual(["open-live"]);
  });

  it("stays with posters where the browser cannot play live video", () => {
    const failure = { reason: "no-webrtc", detail: "" };
    const { session } = play([{ type: "tapped" }, { type: "entered" }, { type: "live-unsupported", failure }]);
    expect(session.phase).toBe("posters");
    expect(deadlineMs(session)).toBeNull();
    expect(hasAccess(session)).toBe(true);
  });
});

const failures = fc
  .constantFrom("link-revoked", "incident-closed", "store-unavailable", "not-signed-in", "busy", "no-network")
  .map((reason) => ({ reason, detail: "" }));

const events: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc
    .constantFrom(
      "tapped",
      "page-reloaded",
      "entered",
      "packets-flowed",
      "packets-stalled",
      "peer-failed",
      "network-changed",
      "page-shown",
      "live-ended",
      "time-passed",
    )
    .map((type) => ({ type }) as SessionEvent),
  fc.record({ type: fc.constant("entry-refused" as const), failure: failures, hasToken: fc.boolean() }),
  fc.record({ type: fc.constant("live-opened" as const), liveId: fc.string() }),
  fc.record({ type: fc.constant("live-refused" as const), failure: failures }),
  fc.record({ type: fc.constant("live-unsupported" as const), failure: failures }),
  fc.record({ type: fc.constant("restart-refused" as const), failure: failures }),
  fc.record({ type: fc.constant("permit-refused" as const), failure: failures }),
  fc.record({ type: fc.constant("access-ended" as const), failure: failures }),
);

describe("rules", () => {
  it("1: nothing is redeemed without a tap", () => {
    fc.assert(
      fc.property(fc.array(events.filter((event) => event.type !== "tapped")), (life) => {
        expect(play(life).commands).not.toContain("redeem");
      }),
    );
  });

  it("2: an ended access wipes the pictures, and only a tap leaves it", () => {
    fc.assert(
      fc.property(fc.array(events), events, failures, (life, next, failure) => {
        const { session } = play(life);
        const step = advance(session, { type: "access-ended", failure }, 60_000);
        if (session.phase === "ended" || session.phase === "invited") {
          expect(step.session).toEqual(session);
          return;
        }
        expect(step.commands).toEqual(["wipe"]);
        const after = advance(step.session, next, 61_000);
        expect(after.session.phase).toBe(next.type === "tapped" ? "entering" : "ended");
      }),
    );
  });

  it("2: every way into the end gives the command to wipe", () => {
    fc.assert(
      fc.property(fc.array(events), events, (life, next) => {
        const { session } = play(life);
        const step = advance(session, next, 60_000);
        if (step.session.phase === "ended" && session.phase !== "ended") expect(step.commands).toContain("wipe");
      }),
    );
  });

  it("3: a failure that is not about access never takes the pictures away", () => {
    const ours = fc.constantFrom("store-unavailable", "busy", "no-network").map((reason) => ({ reason, detail: "" }));
    fc.assert(
      fc.property(fc.array(events), ours, (life, failure) => {
        const { session } = play(life);
        if (!hasAccess(session)) return;
        expect(hasAccess(advance(session, { type: "live-refused", failure }, 60_000).session)).toBe(true);
      }),
    );
  });

  it("5: whatever waits without an open request has a deadline that leads on", () => {
    fc.assert(
      fc.property(fc.array(events), (life) => {
        const { session } = play(life);
        const due = deadlineMs(session);
        if (due === null) return;
        const step = advance(session, { type: "time-passed" }, due);
        expect(step.session).not.toEqual(session);
      }),
    );
  });

  it("6: a PIN leads back to the tap", () => {
    for (const reason of ["pin-required", "pin-wrong", "pin-locked"]) {
      const failure = { reason, detail: "" };
      const { session } = play([{ type: "tapped" }, { type: "entry-refused", failure, hasToken: true }]);
      expect(session).toEqual({ phase: "invited", failure });
      expect(advance(session, { type: "tapped" }, 9_000).commands).toEqual(["redeem"]);
    }
  });

  it("6: at a full link the device waits, and asks until somebody has decided", () => {
    const failure = { reason: "device-limit", detail: "" };
    const { session } = play([{ type: "tapped" }, { type: "entry-refused", failure, hasToken: true }]);
    expect(session.phase).toBe("waiting");
    const due = deadlineMs(session) ?? Number.NaN;
    const asking = advance(session, { type: "time-passed" }, due);
    expect(asking.commands).toEqual(["ask-permit"]);
    const refuse = (reason: string) =>
      advance(asking.session, { type: "entry-refused", failure: { reason, detail: "" }, hasToken: true }, due).session;
    expect(refuse("device-limit").phase).toBe("waiting");
    expect(refuse("no-network").phase).toBe("waiting");
    expect(refuse("device-removed")).toEqual({ phase: "ended", failure: { reason: "device-removed", detail: "" } });
    // No waiting room: the device has got no pass.
    expect(refuse("not-signed-in")).toEqual({ phase: "ended", failure });
    expect(advance(asking.session, { type: "entered" }, due).session.phase).toBe("opening");
  });

  it("6: at a link that waits for approval the device waits too", () => {
    const failure = { reason: "link-pending", detail: "" };
    const { session } = play([{ type: "tapped" }, { type: "entry-refused", failure, hasToken: true }]);
    expect(session).toMatchObject({ phase: "waiting", failure });
    const asking = advance(session, { type: "time-passed" }, deadlineMs(session) ?? Number.NaN);
    expect(advance(asking.session, { type: "entered" }, 0).session.phase).toBe("opening");
  });

  it("6: at a link that begins later the device waits for its time, and asks now and then", () => {
    const early = { reason: "link-upcoming", detail: "" };
    const { session } = play([
      { type: "tapped" },
      { type: "entry-refused", failure: { ...early, opensAtMs: 100_000_000 }, hasToken: true },
    ]);
    expect(session.phase).toBe("waiting");
    const refusedAt = (nowMs: number, opensAtMs: number) => {
      const asking = advance(session, { type: "page-shown" }, nowMs);
      expect(asking.commands).toEqual(["ask-permit"]);
      const failure = { ...early, opensAtMs };
      const next = advance(asking.session, { type: "entry-refused", failure, hasToken: true }, nowMs).session;
      expect(next).toMatchObject({ phase: "waiting", failure });
      return (deadlineMs(next) ?? Number.NaN) - nowMs;
    };
    expect(refusedAt(0, 100_000_000)).toBe(30_000);
    expect(refusedAt(0, 12_000)).toBe(12_000);
    // This device's clock is ahead.
    expect(refusedAt(50_000, 12_000)).toBe(3_000);
  });

  it("7: photos stand in at once without live video, and after a hiccup while it is awaited", () => {
    const failure = { reason: "no-webrtc", detail: "" };
    const opening = play([{ type: "tapped" }, { type: "entered" }]).session;
    const since = darkSinceMs(opening) ?? Number.NaN;
    expect(isDark(opening, since + POSTERS_AFTER_MS)).toBe(false);
    expect(isDark(opening, since + POSTERS_AFTER_MS + 1)).toBe(true);
    expect(isDark(advance(opening, { type: "live-unsupported", failure }, since).session, since)).toBe(true);
  });

  it("closes the session that it leaves before it opens another", () => {
    fc.assert(
      fc.property(fc.array(events), events, (life, next) => {
        const { session } = play(life);
        const step = advance(session, next, 60_000);
        const isLeft = session.phase === "watching" && step.session.phase !== "watching";
        if (isLeft && step.session.phase !== "ended") expect(step.commands[0]).toBe("close-live");
      }),
    );
  });
});
