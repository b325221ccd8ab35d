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
  const placed = await putMarker(markerId, spot, kind, note, viewing.query);
  const others = viewing.markers.peek().filter(({ marker_id }) => marker_id !== markerId);
  viewing.markers.value = [...others, placed];
  return placed;
}

/** The same alone; `query` says as whom. Throws Refused. */
export function putMarker(
  markerId: string,
  { longitude, latitude, levelId }: Spot,
  kind: MarkerKind,
  note: string,
  query: string,
): Promise<MarkerView> {
  const request: MarkerRequest = { kind, longitude, latitude, level_id: levelId, note };
  return fetchJson<MarkerView>("PUT", pathOf(markerId) + query, request);
}

/** Resolves once it is on record. Throws Refused. */
export async function withdrawMarker(viewing: Viewing, markerId: string): Promise<void> {
  await fetchAnswer("DELETE", pathOf(markerId) + viewing.query);
  viewing.markers.value = viewing.markers.peek().filter(({ marker_id }) => marker_id !== markerId);
}

export const ownTimeline = ({ query }: Viewing): Promise<TimelineView> =>
  fetchJson<TimelineView>("GET", `/api/timeline${query}`);

const pathOf = (markerId: string): string => `/api/markers/${encodeURIComponent(markerId)}`;
