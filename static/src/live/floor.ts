/** What stands in for live video, and how often photos renew: pure. */

import { isDark } from "./session";
import type { Session } from "./session-state";

/** Live video needs no stand-in (null), photos renew in its place, or nothing gets through at all. */
export type Instead = "photos" | "nothing" | null;

/** A still tile's photo is kept this fresh; less so where data is saved; in place of live video photos come faster. */
const BESIDE_LIVE_MS = 3_000;
const SAVING_MS = 8_000;
const ALONE_MS = 600;

/** Beside live video on a slow link, photos take a quarter of the time. */
const REST_SHARE = 3;

/** Photos come about every second; without any for so long, nothing comes through. */
const LOST_MS = 5_000;

export interface Pace {
  readonly everyMs: number;
  /** For so many times as long as a photo took, the link is left to live video. */
  readonly restShare: number;
}

export function insteadOf(session: Session, photoAnsweredAtMs: number, nowMs: number): Instead {
  if (!isDark(session, nowMs)) return null;
  // Where no video can come, the first photo is still on its way: nothing is lost yet.
  const hopefulSinceMs = session.phase === "posters" ? session.darkSinceMs : Number.NEGATIVE_INFINITY;
  return nowMs - Math.max(photoAnsweredAtMs, hopefulSinceMs) < LOST_MS ? "photos" : "nothing";
}

export function paceOf(instead: Instead, isSaving: boolean): Pace {
  if (instead !== null) return { everyMs: ALONE_MS, restShare: 0 };
  return { everyMs: isSaving ? SAVING_MS : BESIDE_LIVE_MS, restShare: REST_SHARE };
}
