/**
 * Which cameras matter most now: pure.
 *
 * Rules
 * 1. Along the way that is walked comes first, in the order of walking; then what other units have large, the most
 *    watched first; then what stands near the officer, the nearest first.
 * 2. Only the officer opens the list, by a way or by the own position: a wall that moves because others look
 *    elsewhere makes fingers miss.
 * 3. The list is short: it is read at a glance. Every camera stays in its own place below, too.
 */

import { distanceM, type GroundPoint } from "../map/distance";
import type { CameraView } from "../wire/types";

export interface Happening {
  /** Cameras along the way, in order. */
  readonly along: readonly string[];
  /** How many other units have a camera large. */
  readonly watched: ReadonlyMap<string, number>;
  readonly me: GroundPoint | null;
}

/** Two rows of a phone. */
export const MOST = 4;

/** Farther than this is another part of the building. */
const NEAR_M = 60;

/** The most urgent cameras, most urgent first; each once. */
export function urgent(cameras: readonly CameraView[], { along, watched, me }: Happening): CameraView[] {
  if (along.length === 0 && me === null) return [];
  const byId = new Map(cameras.map((camera) => [camera.camera_id, camera]));
  const walked = along.map((id) => byId.get(id)).filter((camera) => camera !== undefined);
  const watching = cameras
    .filter(({ camera_id }) => (watched.get(camera_id) ?? 0) > 0)
    .sort((one, other) => (watched.get(other.camera_id) ?? 0) - (watched.get(one.camera_id) ?? 0));
  const near = me === null ? [] : nearest(cameras, me);
  return [...new Set([...walked, ...watching, ...near])].slice(0, MOST);
}

function nearest(cameras: readonly CameraView[], me: GroundPoint): CameraView[] {
  return cameras
    .filter((camera) => distanceM(camera, me) <= NEAR_M)
    .sort((one, other) => distanceM(one, me) - distanceM(other, me));
}
