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
 * 4. Lost packets: first restart ICE on the same session, whose keys and slots survive; while there is no network at
 *    all, again and again. When the service has lost the session, or a restart brings nothing, open a new one.
 * 5. Waiting is bounded: every state that waits has a deadline, and the deadline leads somewhere.
 * 6. A link that asks for a PIN leads back to the tap; one that is full lets the device wait until somebody decides,
 *    and one that begins later until it does.
 * 7. A browser that cannot play live video gets posters, for as long as the permit lasts.
 */

import { type Failure, NO_LINK, NO_NETWORK } from "../wire/failure";
import type { ProblemType } from "../wire/types";
import {
  type Command,
  darkSinceMs,
  hasAccess,
  INVITED,
  type Session,
  type SessionEvent,
  type Step,
} from "./session-state";

/** Reasons after which asking again changes nothing: access is over, or never was. */
const FINAL: ReadonlySet<string> = new Set<ProblemType | typeof NO_LINK>([
  "link-unknown",
  "link-revoked",
  "link-expired",
  "incident-closed",
  "device-removed",
  "not-allowed",
  "codes-locked",
  NO_LINK,
]);

/** The officer has to type something, and tap again. */
const ASKS_FOR_PIN: ReadonlySet<string> = new Set<ProblemType>(["pin-required", "pin-wrong", "pin-locked"]);

/** At a full link somebody lets the device in; approved, or at its time, a link opens for all of its devices. */
const WAITS: ReadonlySet<string> = new Set<ProblemType>(["device-limit", "link-pending", "link-upcoming"]);

/** Somebody at the school reads, thinks and taps; a phone that waits must not be a burden. */
const WAITING_MS = 3_000;

/** A link that opens tomorrow may be ended today, and this device's clock may be wrong: it is asked all the same. */
const WAITING_MAX_MS = 30_000;

/** A phone on a bad cell needs about this long for DNS, TCP, TLS and one answer before a second try pays. */
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 5_000;

/** With the offer answered, ICE and DTLS need three round trips; 8 s is a dead path, not a slow one. */
const FIRST_PACKET_MS = 8_000;

/** An ICE restart is one PATCH and one check; when 4 s bring no packet, the session is gone. */
const RESTART_MS = 4_000;

/** A hole in the cell's cover lasts seconds; the service keeps a silent session for about this long. */
const HOLD_MS = 30_000;

/** The first live picture takes one second over a bad link; after two, photos take over at a faster pace. */
export const POSTERS_AFTER_MS = 2_000;

/** Whether photos stand in for live video: it is missing for longer than a hiccup, or cannot come at all. */
export function isDark(session: Session, nowMs: number): boolean {
  return session.phase === "posters" || nowMs - (darkSinceMs(session) ?? Number.POSITIVE_INFINITY) > POSTERS_AFTER_MS;
}

const stay = (session: Session): Step => ({ session, commands: [] });

const isFinal = (failure: Failure): boolean => FINAL.has(failure.reason);

/** With a permit held, an unknown cookie means that the device was removed. */
const endsAccess = (failure: Failure): boolean =>
  isFinal(failure) || failure.reason === "not-signed-in" || WAITS.has(failure.reason);

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
    case "waiting":
      return whileWaiting(session, event, nowMs);
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

/** The device asks again soon, and when the link begins. */
function stayWaiting(failure: Failure, nowMs: number): Step {
  const aheadMs = (failure.opensAtMs ?? nowMs) - nowMs;
  const retryAtMs = nowMs + Math.min(WAITING_MAX_MS, Math.max(WAITING_MS, aheadMs));
  return stay({ phase: "waiting", retryAtMs, failure });
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
  if (ASKS_FOR_PIN.has(failure.reason)) return stay({ phase: "invited", failure });
  if (WAITS.has(failure.reason)) return stayWaiting(failure, nowMs);
  // The cookie is gone. With the token at hand the officer taps once more; without it there is no way in from here.
  if (failure.reason === "not-signed-in") return hasToken ? stay(INVITED) : end({ reason: NO_LINK, detail: "" });
  const attempt = session.attempt + 1;
  return stay({ ...session, attempt, retryAtMs: retryAt(session.attempt, nowMs), failure });
}

/** Rule 6. Without a waiting room the device has got no pass, and the link is simply full. */
function whileWaiting(session: Of<"waiting">, event: SessionEvent, nowMs: number): Step {
  switch (event.type) {
    case "entered":
      return open(0, nowMs);
    case "entry-refused":
      if (isFinal(event.failure)) return end(event.failure);
      if (event.failure.reason === "not-signed-in") return end(session.failure);
      return stayWaiting(WAITS.has(event.failure.reason) ? event.failure : session.failure, nowMs);
    case "network-changed":
    case "page-shown":
      return session.retryAtMs === null ? stay(session) : askAgain(session);
    case "time-passed":
      return session.retryAtMs !== null && nowMs >= session.retryAtMs ? askAgain(session) : stay(session);
    default:
      return stay(session);
  }
}

const askAgain = (session: Of<"waiting">): Step => ({
  session: { ...session, retryAtMs: null },
  commands: ["ask-permit"],
});

function whileOpening(session: Of<"opening">, event: SessionEvent, nowMs: number): Step {
  switch (event.type) {
    case "live-opened":
      return stay({
        phase: "watching",
        liveId: event.liveId,
        attempt: session.attempt,
        darkSinceMs: session.darkSinceMs,
        deadlineMs: nowMs + FIRST_PACKET_MS,
        restart: "none",
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
      return stay({ ...session, attempt: 0, darkSinceMs: null, deadlineMs: null, restart: "none" });
    case "packets-stalled":
    case "peer-failed":
    case "network-changed":
      return restart(session, nowMs);
    case "live-ended":
      return reopen(session, nowMs);
    case "restart-refused":
      return session.restart === "asked" ? onRestartRefused(session, event.failure, nowMs) : stay(session);
    case "time-passed":
      return session.deadlineMs !== null && nowMs >= session.deadlineMs ? onOverdue(session, nowMs) : stay(session);
    default:
      return stay(session);
  }
}

/** Rule 4, first half. A running restart, and a first packet not yet due, are left alone. */
function restart(session: Of<"watching">, nowMs: number): Step {
  return session.deadlineMs === null ? askRestart(session, nowMs) : stay(session);
}

function askRestart(session: Of<"watching">, nowMs: number): Step {
  const darkSinceMs = session.darkSinceMs ?? nowMs;
  return {
    session: { ...session, darkSinceMs, deadlineMs: nowMs + RESTART_MS, restart: "asked" },
    commands: ["restart-ice"],
  };
}

function onRestartRefused(session: Of<"watching">, failure: Failure, nowMs: number): Step {
  if (failure.reason !== NO_NETWORK) return reopen(session, nowMs);
  return stay({ ...session, deadlineMs: nowMs + RETRY_FIRST_MS, restart: "waiting" });
}

function onOverdue(session: Of<"watching">, nowMs: number): Step {
  const isHeld = nowMs - (session.darkSinceMs ?? nowMs) < HOLD_MS;
  return session.restart === "waiting" && isHeld ? askRestart(session, nowMs) : reopen(session, nowMs);
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
  // Rule 7: there is nothing to try again.
  if (session.retryAtMs === null) return stay(session);
  const isTime = event.type === "time-passed" && nowMs >= session.retryAtMs;
  if (isTime || event.type === "network-changed" || event.type === "page-shown") {
    return open(session.attempt, session.darkSinceMs);
  }
  return stay(session);
}
