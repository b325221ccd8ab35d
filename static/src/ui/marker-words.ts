/** What is said of a marker: pure, in the words of this device's language. */

import type { BuildingView, MarkerView } from "../wire/types";
import { t } from "./strings";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Minutes are what a decision needs: `just now`, `2 min`, `3 h`. */
export function markerAge(ageMs: number): string {
  if (ageMs < MINUTE_MS) return t.marker.justNow;
  return ageMs < 2 * HOUR_MS ? `${Math.floor(ageMs / MINUTE_MS)} min` : `${Math.floor(ageMs / HOUR_MS)} h`;
}

/** The same in a sentence: `just now`, `2 min ago`. */
export const agoText = (ageMs: number): string =>
  ageMs < MINUTE_MS ? t.marker.justNow : t.marker.ago(markerAge(ageMs));

/** The kind, or of a note its text; a drill's is called so. */
export function markerTitle({ kind, note, is_drill }: MarkerView): string {
  const title = kind === "note" ? note : t.marker.kinds[kind];
  return is_drill === true ? `${t.kind.drill}: ${title}` : title;
}

/** The agency and who of it, where that is known. */
export const authorText = ({ agency, person }: MarkerView): string =>
  [agency ?? t.marker.school, person].filter((each) => each !== null).join(", ");

/** The level, and the building where there are several. */
export function markerPlace({ level_id, building_id }: MarkerView, buildings: readonly BuildingView[]): string {
  const building = buildings.find((each) => each.building_id === building_id);
  const level = building?.levels.find((each) => each.level_id === level_id);
  if (building === undefined || level === undefined) return t.viewer.outside;
  return buildings.length > 1 ? `${building.name}, ${level.name}` : level.name;
}

/** Markers of other devices that were not there before: what a unit has to hear of. */
export function newcomers(before: readonly MarkerView[], after: readonly MarkerView[]): MarkerView[] {
  const known = new Set(before.map(({ marker_id }) => marker_id));
  return after.filter(({ marker_id, is_own }) => !is_own && !known.has(marker_id));
}
