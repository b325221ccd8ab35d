/**
 * Which cameras matter most now: pure.
 *
 * Rules
 * 1. The order: alerted, as the detector named them; along the way that is walked, in the order of walking; near the
 *    incident; what other units have large, the most watched first; near the officer; and at the entrances, in place
 *    order. What the officer has large stands above the wall already.
 * 2. The incident is where the alert was raised; else where the newest marker of a suspect or a casualty stands; else
 *    at the first alerted camera. Its own level comes before others, and there the nearest first.
 * 3. Only the officer opens the list, by a way or by the own position, and an alert that names a place, from the
 *    start: a wall that moves because others look elsewhere, or mark something, makes fingers miss.
 * 4. The list is short: it is read at a glance. Every camera stays in its own place below, too.
 */

import { distanceM, type GroundPoint } from "../map/distance";
import type { AlertView, CameraView, MarkerView } from "../wire/types";

/** A place on a level; without one it is outside. */
interface LevelPoint extends GroundPoint {
  readonly level_id: string | null;
}

export interface Happening {
  /** Null where no alert named a camera or a place. */
  readonly alert: AlertView | null;
  /** Cameras along the way, in order. */
  readonly along: readonly string[];
  /** Those that stand, in the order of their placing. */
  readonly markers: readonly MarkerView[];
  /** How many other units have a camera large. */
  readonly watched: ReadonlyMap<string, number>;
  readonly me: GroundPoint | null;
}

/** Nothing but what the view tells: what there is before the first message. */
export const atFirst = (alert: AlertView | null): Happening => ({
  alert,
  along: [],
  markers: [],
  watched: new Map(),
  me: null,
});

/** Two rows of a phone. */
export const MOST = 4;

/** Farther than this is another part of the building. */
const NEAR_M = 60;

/** The most urgent cameras, most urgent first; each once. */
export function urgent(cameras: readonly CameraView[], happening: Happening): CameraView[] {
  const { along, watched, me } = happening;
  const byId = new Map(cameras.map((camera) => [camera.camera_id, camera]));
  const known = (ids: readonly string[]) => ids.map((id) => byId.get(id)).filter((camera) => camera !== undefined);
  const alerted = known(happening.alert?.camera_ids ?? []);
  const isPlaced = alerted.length > 0 || (happening.alert?.place ?? null) !== null;
  if (!isPlaced && along.length === 0 && me === null) return [];
  const watching = cameras
    .filter(({ camera_id }) => (watched.get(camera_id) ?? 0) > 0)
    .sort((one, other) => (watched.get(other.camera_id) ?? 0) - (watched.get(one.camera_id) ?? 0));
  const incident = incidentAt(happening, alerted);
  const atIncident = incident === null ? [] : nearest(cameras, incident, incident.level_id);
  const nearMe = me === null ? [] : nearest(cameras, me);
  const entrances = cameras.filter(({ is_entrance }) => is_entrance);
  const all = [...alerted, ...known(along), ...atIncident, ...watching, ...nearMe, ...entrances];
  return [...new Set(all)].slice(0, MOST);
}

/** By rule 2; null where nobody said. */
function incidentAt({ alert, markers }: Happening, alerted: readonly CameraView[]): LevelPoint | null {
  const seen = markers.filter(({ kind }) => kind === "suspect" || kind === "casualty");
  const newest = seen.reduce<MarkerView | null>(
    (latest, marker) => (latest === null || marker.placed_at_ms >= latest.placed_at_ms ? marker : latest),
    null,
  );
  return alert?.place ?? newest ?? alerted[0] ?? null;
}

/** The cameras close to a point, nearest first; with a level, those on it before all others. */
function nearest(cameras: readonly CameraView[], point: GroundPoint, levelId?: string | null): CameraView[] {
  const isElsewhere = ({ level_id }: CameraView) => Number(levelId !== undefined && level_id !== levelId);
  return cameras
    .filter((camera) => distanceM(camera, point) <= NEAR_M)
    .sort((one, other) => isElsewhere(one) - isElsewhere(other) || distanceM(one, point) - distanceM(other, point));
}
