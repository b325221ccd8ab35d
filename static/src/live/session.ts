/**
 * The life of one phone's access, from the tap to the end: which step comes next after whatever happened.
 *
 * Everything that decides it lives here and is pure: `advance(session, event, nowMs)` gives the next state and the
 * commands to carry out; the shell (`watch.ts`) only carries them out and reports what happened.
 *
 * Rules
 * 1. Opening the page changes nothing. Only a tap redeems; a reload may only ask for the permit it already has.
 * 2. A refused access ends everything at once: the pictures go first, then the reason is shown. Only a new tap
 *    leaves that state.
 * 3. Any other failure is ours to repair, never the officer's: posters go on, and live video is tried again.
 * 4. Lost packets: first restart ICE on the same session (keys and slots survive), then open a new session.
 * 5. Waiting is bounded: every state that waits has a deadline, and the deadline leads somewhere.
 * 6. A browser that cannot play live video gets posters, for as long as the permit lasts.
 */

import { type Failure, NO_LINK, NO_NETWORK } from "../wire/failure";
import type { ProblemType } from "../wire/types";

/** Reasons after which asking again changes nothing: access is over, or never was. */
const FINAL: ReadonlySet<string> = new Set<ProblemType | typeof NO_LINK>([
  "link-unknown",
  "link-revoked",
  "link-expired",
  "incident-closed",
  "device-limit",
  "device-removed",
  "not-allowed",
  NO_LINK,
]);

/** A phone on a bad cell needs about this long for DNS, TCP, TLS and one answer before a second try pays. */
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 15_000;

/** With the offer answered, ICE and DTLS need three round trips; 8 s is a dead path, not a slow one. */
const FIRST_PACKET_MS = 8_000;

/** An ICE restart is one PATCH and one check; when 4 s bring no packet, the session is gone. */
const RESTART_MS = 4_000;

/** Without live video for this long, posters take over at a faster pace. */
export const POSTERS_AFTER_MS = 3_000;

export type Session =
  /** The page is open and nothing has happened; `failure` is what a former tap came to. */
  | { readonly phase: "invited"; readonly failure: Failure | null }
  | {
      readonly phase: "entering";
      readonly by: "token" | "permit";
      readonly attempt: number;
      readonly retryAtMs: number | null;
      readonly failure: Failure | null;
    }
  /** A permit is held and the offer is on its way. */
  | { readonly phase: "opening"; readonly attempt: number; readonly darkSinceMs: number }
  /** Answered; packets flow, or are awaited until the deadline. */
  | {
      readonly phase: "watching";
      readonly liveId: string;
      readonly attempt: number;
      /** When live video was last lost, null while packets flow. */
      readonly darkSinceMs: number | null;
      readonly deadlineMs: number | null;
      readonly restarting: boolean;
    }
  /** No live session; posters until the next try. */
  | {
      readonly phase: "posters";
      readonly attempt: number;
      readonly darkSinceMs: number;
      readonly retryAtMs: number | null;
      readonly failure: Failure;
    }
  | { readonly phase: "ended"; readonly failure: Failure };

export type SessionEvent =
  | { readonly type: "tapped" }
  | { readonly type: "page-reloaded" }
  | { readonly type: "entered" }
  | { readonly type: "entry-refused"; readonly failure: Failure; readonly hasToken: boolean }
  | { readonly type: "live-opened"; readonly liveId: string }
  | { readonly type: "live-refused"; readonly failure: Failure }
  | { readonly type: "live-unsupported"; readonly failure: Failure }
  | { readonly type: "packets-flowed" }
  | { readonly type: "packets-stalled" }
  | { readonly type: "peer-failed" }
  | { readonly type: "network-changed" }
  | { readonly type: "page-shown" }
  | { readonly type: "restart-refused" }
  /** The service has given up this live session; access goes on. */
  | { readonly type: "live-ended" }
  | { readonly type: "permit-refused"; readonly failure: Failure }
  | { readonly type: "access-ended"; readonly failure: Failure }
  | { readonly type: "time-passed" };

export type Command = "redeem" | "ask-permit" | "open-live" | "restart-ice" | "close-live" | "wipe";

export interface Step {
  readonly session: Session;
  readonly commands: readonly Command[];
}

export const INVITED: Session = { phase: "invited", failure: null };

const stay = (session: Session): Step => ({ session, commands: [] });

const isFinal = (failure: Failure): boolean => FINAL.has(failure.reason);

/** With a permit held, an unknown cookie means that the device was removed. */
const endsAccess = (failure: Failure): boolean => isFinal(failure) || failure.reason === "not-signed-in";

const retryAt = (attempt: number, nowMs: number): number =>
  nowMs + Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** attempt);

const end = (failure: Failure): Step => ({ session: { phase: "ended", failure }, commands: ["wipe"] });

const open = (attempt: number, darkSinceMs: number, commands: readonly Command[] = []): Step => ({
  session: { phase: "opening", attempt, darkSinceMs },
  commands: [...commands, "open-live"],
});

const enter = (by: "token" | "permit", attempt: number, failure: Failure | null): Step => ({
  session: { phase: "entering", by, attempt, retryAtMs: null, failure },
  commands: [by === "token" ? "redeem" : "ask-permit"],
});

/** The next state after `event`; an event that does not fit the state changes nothing. */
export function advance(session: Session, event: SessionEvent, nowMs: number): Step {
  // Rule 2: from any state but those that never had access.
  if (event.type === "access-ended" && session.phase !== "ended" && session.phase !== "invited") {
    return end(event.failure);
  }
  if (event.type === "permit-refused") {
    return hasAccess(session) && endsAccess(event.failure) ? end(event.failure) : stay(session);
  }
  switch (session.phase) {
    case "invited":
      return whileInvited(session, event);
    case "entering":
      return whileEntering(session, event, nowMs);
    case "opening":
      return whileOpening(session, event, nowMs);
    case "watching":
      return whileWatching(session, event, nowMs);
    case "posters":
      return whilePosters(session, event, nowMs);
    case "ended":
      return event.type === "tapped" ? enter("token", 0, null) : stay(session);
  }
}

function whileInvited(session: Session, event: SessionEvent): Step {
  if (event.type === "tapped") return enter("token", 0, null);
  if (event.type === "page-reloaded") return enter("permit", 0, null);
  return stay(session);
}

type Of<Phase extends Session["phase"]> = Extract<Session, { phase: Phase }>;

function whileEntering(session: Of<"entering">, event: SessionEvent, nowMs: number): Step {
  switch (event.type) {
    case "entered":
      return open(0, nowMs);
    case "entry-refused":
      return onEntryRefused(session, event.failure, event.hasToken, nowMs);
    case "network-changed":
    case "page-shown":
      return session.retryAtMs === null ? stay(session) : enter(session.by, session.attempt, session.failure);
    case "time-passed":
      return session.retryAtMs !== null && nowMs >= session.retryAtMs
        ? enter(session.by, session.attempt, session.failure)
        : stay(session);
    default:
      return stay(session);
  }
}

function onEntryRefused(session: Of<"entering">, failure: Failure, hasToken: boolean, nowMs: number): Step {
  if (isFinal(failure)) return end(failure);
  // The cookie is gone. With the token at hand the officer taps once more; without it there is no way in from here.
  if (failure.reason === "not-signed-in") return hasToken ? stay(INVITED) : end({ reason: NO_LINK, detail: "" });
  const attempt = session.attempt + 1;
  return stay({ ...session, attempt, retryAtMs: retryAt(session.attempt, nowMs), failure });
}

function whileOpening(session: Of<"opening">, event: SessionEvent, nowMs: number): Step {
  switch (event.type) {
    case "live-opened":
      return stay({
        phase: "watching",
        liveId: event.liveId,
        attempt: session.attempt,
        darkSinceMs: session.darkSinceMs,
        deadlineMs: nowMs + FIRST_PACKET_MS,
        restarting: false,
      });
    case "live-refused":
      return onLiveRefused(session, event.failure, nowMs);
    case "live-unsupported":
      return stay({ ...session, phase: "posters", attempt: 0, retryAtMs: null, failure: event.failure });
    default:
      return stay(session);
  }
}

function onLiveRefused(session: Of<"opening">, failure: Failure, nowMs: number): Step {
  if (endsAccess(failure)) return end(failure);
  return stay({
    phase: "posters",
    attempt: session.attempt + 1,
    darkSinceMs: session.darkSinceMs,
    retryAtMs: retryAt(session.attempt, nowMs),
    failure,
  });
}

function whileWatching(session: Of<"watching">, event: SessionEvent, nowMs: number): Step {
  switch (event.type) {
    case "packets-flowed":
      return stay({ ...session, attempt: 0, darkSinceMs: null, deadlineMs: null, restarting: false });
    case "packets-stalled":
    case "peer-failed":
    case "network-changed":
      return restart(session, nowMs);
    case "live-ended":
      return reopen(session, nowMs);
    case "restart-refused":
      return session.restarting ? reopen(session, nowMs) : stay(session);
    case "time-passed":
      return session.deadlineMs !== null && nowMs >= session.deadlineMs ? reopen(session, nowMs) : stay(session);
    default:
      return stay(session);
  }
}

/** Rule 4, first half. A running restart, and a first packet not yet due, are left alone. */
function restart(session: Of<"watching">, nowMs: number): Step {
  if (session.deadlineMs !== null) return stay(session);
  return {
    session: {
      ...session,
      darkSinceMs: session.darkSinceMs ?? nowMs,
      deadlineMs: nowMs + RESTART_MS,
      restarting: true,
    },
    commands: ["restart-ice"],
  };
}

/** Rule 4, second half: a new session at once; when several in a row bring no packet, with a pause between. */
function reopen(session: Of<"watching">, nowMs: number): Step {
  const darkSinceMs = session.darkSinceMs ?? nowMs;
  if (session.attempt === 0) return open(1, darkSinceMs, ["close-live"]);
  return {
    session: {
      phase: "posters",
      attempt: session.attempt + 1,
      darkSinceMs,
      retryAtMs: retryAt(session.attempt, nowMs),
      failure: { reason: NO_NETWORK, detail: "" },
    },
    commands: ["close-live"],
  };
}

function whilePosters(session: Of<"posters">, event: SessionEvent, nowMs: number): Step {
  // Rule 6: there is nothing to try again.
  if (session.retryAtMs === null) return stay(session);
  const isTime = event.type === "time-passed" && nowMs >= session.retryAtMs;
  if (isTime || event.type === "network-changed" || event.type === "page-shown") {
    return open(session.attempt, session.darkSinceMs);
  }
  return stay(session);
}

/** When `time-passed` is due next, or null when nothing waits. */
export function deadlineMs(session: Session): number | null {
  switch (session.phase) {
    case "entering":
    case "posters":
      return session.retryAtMs;
    case "watching":
      return session.deadlineMs;
    default:
      return null;
  }
}

/** Whether the device holds a permit, so that pictures and maps may be asked for and shown. */
export function hasAccess(session: Session): boolean {
  return session.phase === "opening" || session.phase === "watching" || session.phase === "posters";
}

/** Since when no live packet has come, or null while live video flows or is not expected at all. */
export function darkSinceMs(session: Session): number | null {
  return hasAccess(session) && "darkSinceMs" in session ? session.darkSinceMs : null;
}
