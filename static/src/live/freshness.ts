/**
 * How old the picture on the screen is, measured from the moment that the camera took it.
 *
 * Rules
 * 1. LIVE means: taken at most 2 s ago, and moving. Nothing else is ever called live.
 * 2. A picture ages while it stands: its age grows with the clock, whether or not anything arrives.
 * 3. A picture that has not changed for 5 s is STALE, however young it was; a moving but late one is DELAYED.
 * 4. A picture whose time of capture is unknown has no age and is never called live.
 */

import type { SlotClock } from "../wire/types";

export type Freshness = "live" | "delayed" | "stale";

export const LIVE_MS = 2_000;
export const STALE_MS = 5_000;

const RTP_PER_MS = 90;
const RTP_MODULUS = 2 ** 32;

/** One picture that the browser has put on the screen. */
export interface Presented {
  readonly rtpTimestamp: number;
  /** This device's clock, milliseconds of Unix time. */
  readonly presentedAtMs: number;
}

/** `later - earlier` in RTP units, right across the 32-bit wrap (RFC 3550, section 5.1). */
export function rtpDifference(later: number, earlier: number): number {
  const difference = (later - earlier) % RTP_MODULUS;
  if (difference > RTP_MODULUS / 2) return difference - RTP_MODULUS;
  if (difference < -RTP_MODULUS / 2) return difference + RTP_MODULUS;
  return difference;
}

/** When the camera took the picture, in the server's milliseconds. */
export function capturedAtMs(clock: SlotClock, rtpTimestamp: number): number {
  return clock.captured_at_ms + rtpDifference(rtpTimestamp, clock.rtp_timestamp) / RTP_PER_MS;
}

/** Rules 1 to 3. `ageMs` counts from capture, `stillMs` from the last change on the screen. */
export function freshness(ageMs: number, stillMs: number): Freshness {
  if (stillMs >= STALE_MS) return "stale";
  return ageMs <= LIVE_MS && stillMs <= LIVE_MS ? "live" : "delayed";
}
