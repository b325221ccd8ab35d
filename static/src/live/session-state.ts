/** The states of one phone's access, what may happen in them, and what may be ordered; `session.ts` has the rules. */

import type { Failure } from "../wire/failure";

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
  /** The link is full, not approved or has not begun; asked again at `retryAtMs`, null while asking. */
  | { readonly phase: "waiting"; readonly retryAtMs: number | null; readonly failure: Failure }
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
      /** `waiting`: there was no way to ask for the restart. */
      readonly restart: "none" | "asked" | "waiting";
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
  | { readonly type: "restart-refused"; readonly failure: Failure }
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

/** When `time-passed` is due next, or null when nothing waits. */
export function deadlineMs(session: Session): number | null {
  switch (session.phase) {
    case "entering":
    case "waiting":
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
