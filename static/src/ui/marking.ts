/** Placing and withdrawing markers, and what happened in the incident. */

import type { Viewing } from "../live/viewing";
import type { Spot } from "../map/places";
import { fetchAnswer, fetchJson } from "../wire/http";
import type { MarkerKind, MarkerRequest, MarkerView, TimelineView } from "../wire/types";

const ID_BYTES = 16;

/** Asked for again with the same id, because an answer was lost, a marker is placed once. */
export const newMarkerId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(ID_BYTES)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Resolves once it is on record; the map has it at once. Throws Refused. */
export async function placeMarker(
  viewing: Viewing,
  markerId: string,
  spot: Spot,
  kind: MarkerKind,
  note: string,
): Promise<MarkerView> {
  const { longitude, latitude, levelId } = spot;
  const request: MarkerRequest = { kind, longitude, latitude, level_id: levelId, note };
  const placed = await fetchJson<MarkerView>("PUT", pathOf(markerId), request);
  const others = viewing.markers.peek().filter(({ marker_id }) => marker_id !== markerId);
  viewing.markers.value = [...others, placed];
  return placed;
}

/** Resolves once it is on record. Throws Refused. */
export async function withdrawMarker(viewing: Viewing, markerId: string): Promise<void> {
  await fetchAnswer("DELETE", pathOf(markerId));
  viewing.markers.value = viewing.markers.peek().filter(({ marker_id }) => marker_id !== markerId);
}

export const ownTimeline = (): Promise<TimelineView> => fetchJson<TimelineView>("GET", "/api/timeline");

const pathOf = (markerId: string): string => `/api/markers/${encodeURIComponent(markerId)}`;
