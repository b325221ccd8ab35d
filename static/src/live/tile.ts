/**
 * What one tile shows and says: the picture, its word and its age.
 *
 * Rules
 * 1. The newest picture wins: moving video while it moves, else a poster when it was taken later.
 * 2. The word comes from the picture's measured age (`freshness.ts`); a poster is a photo and is never called live.
 * 3. A picture that stands because nobody asked for more, or because the link carries no more, is a photo too; so is
 *    each of those that come one at a time.
 * 4. OFFLINE is said only when the service knows that the camera gives nothing and the screen shows nothing fresh.
 *    A camera that only pauses leaves its last picture STALE: it may move again any moment.
 */

import type { CameraStatus, Delivery, FeedState } from "../wire/types";
import { freshness } from "./freshness";
import type { Picture } from "./slot-picture";

export type TileState = "connecting" | "live" | "delayed" | "stale" | "photo" | "offline";

export interface Tile {
  readonly state: TileState;
  /** Seconds since the camera took the picture, in steps worth reading; null when nobody knows. */
  readonly ageS: number | null;
  /** One sentence of the service why there is no live picture; may be empty. */
  readonly reason: string;
  readonly shows: "video" | "poster" | "nothing";
}

export const CONNECTING: Tile = { state: "connecting", ageS: null, reason: "", shows: "nothing" };

/** Deliveries in which the service holds live pictures back, though the camera has them. */
const HELD_BACK: ReadonlySet<Delivery> = new Set(["paused", "poster", "stills"]);

/** States in which a camera gives no pictures, whatever is asked of it. */
const DEAD: ReadonlySet<FeedState> = new Set([
  "stalled",
  "unreachable",
  "credentials_rejected",
  "unsupported",
  "unconfigured",
]);

export interface TileInput {
  readonly picture: Picture | null;
  readonly delivery: Delivery | null;
  readonly reason: string;
  readonly status: CameraStatus;
  readonly posterAtMs: number | null;
  /** Both are "now": of this device and of the service. */
  readonly nowMs: number;
  readonly serverNowMs: number;
}

export function tileOf(input: TileInput): Tile {
  const moving = ofPicture(input);
  if (moving?.state === "live" && input.delivery !== "stills") return moving;
  if (isHeldBack(input) && moving !== null) return newest(input, { ...moving, state: "photo" });
  if (moving !== null && moving.state !== "stale") return moving;
  const still = newest(input, moving);
  const reason = input.reason || input.status.reason;
  if (input.status.state === "stalled" && still?.state === "stale") return { ...still, reason };
  if (isDead(input)) return { state: "offline", ageS: still?.ageS ?? null, reason, shows: still?.shows ?? "nothing" };
  return still ?? { ...CONNECTING, reason: input.reason };
}

/** Rule 1 among pictures that stand still. */
function newest<Still extends Tile | null>(input: TileInput, still: Still): Still | Tile {
  const poster = ofPoster(input);
  return poster !== null && (still === null || isPosterNewer(input)) ? poster : still;
}

const isHeldBack = ({ delivery }: TileInput): boolean => delivery !== null && HELD_BACK.has(delivery);

function ofPicture({ picture, reason, nowMs, serverNowMs }: TileInput): Tile | null {
  if (picture === null) return null;
  const stillMs = nowMs - picture.presentedAtMs;
  if (picture.capturedAtMs === null) {
    // Rule 4 of freshness.ts: undated pictures may be looked at, and are not called live.
    const state = freshness(0, stillMs) === "live" ? "connecting" : freshness(0, stillMs);
    return { state, ageS: null, reason, shows: "video" };
  }
  const ageMs = serverNowMs - picture.capturedAtMs;
  return { state: freshness(ageMs, stillMs), ageS: readable(ageMs), reason, shows: "video" };
}

function ofPoster({ posterAtMs, reason, serverNowMs }: TileInput): Tile | null {
  if (posterAtMs === null) return null;
  return { state: "photo", ageS: readable(serverNowMs - posterAtMs), reason, shows: "poster" };
}

function isPosterNewer({ picture, posterAtMs }: TileInput): boolean {
  return posterAtMs !== null && picture?.capturedAtMs != null && posterAtMs > picture.capturedAtMs;
}

function isDead({ delivery, status }: TileInput): boolean {
  return delivery === "offline" || delivery === "denied" || (delivery !== "live" && DEAD.has(status.state));
}

/** Tenths while young, whole seconds later. Clocks agree to a few hundredths: a picture from the future is new. */
function readable(ageMs: number): number {
  const ageS = Math.max(0, ageMs) / 1_000;
  return ageS < 2 ? Math.round(ageS * 10) / 10 : Math.round(ageS);
}

export function isSameTile(one: Tile, other: Tile): boolean {
  return (
    one.state === other.state && one.ageS === other.ageS && one.reason === other.reason && one.shows === other.shows
  );
}
