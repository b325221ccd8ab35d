/** Questions about the campus that the service answers: routes, entrances, who sees what, what is where. */

import { fetchJson } from "../wire/http";
import { fetchPersistently } from "../wire/persistence";
import type { GridSquareView, Places, RouteView, Sightings, SightingView } from "../wire/types";
import type { Spot } from "./places";

const at = ({ longitude, latitude, levelId }: Spot): Record<string, string> => ({
  longitude: longitude.toFixed(7),
  latitude: latitude.toFixed(7),
  ...(levelId === null ? {} : { level_id: levelId }),
});

/** What nobody on this device can answer in the service's place is asked so often before it is given up. */
const TRIES = 4;

const pathOf = (question: string, query: Record<string, string> = {}): string =>
  `/api/campus/${question}?${new URLSearchParams(query)}`;

/** Once: the layers on this device are the next best answer. */
const ask = <Answer>(question: string, query: Record<string, string> = {}): Promise<Answer> =>
  fetchJson<Answer>("GET", pathOf(question, query));

/** The cameras that see a spot, the best first. */
export async function camerasAt(spot: Spot): Promise<readonly SightingView[]> {
  return (await ask<Sightings>("cameras-at", at(spot))).cameras;
}

/** The cameras that see a room, the one that sees most of it first. */
export async function camerasOfRoom(unitId: string): Promise<readonly SightingView[]> {
  return (await ask<Sightings>(`units/${encodeURIComponent(unitId)}/cameras`)).cameras;
}

export const entrancesOf = (buildingId: string): Promise<Places> =>
  fetchPersistently<Places>(pathOf(`buildings/${encodeURIComponent(buildingId)}/entrances`), TRIES);

export const findPlaces = (text: string): Promise<Places> => ask<Places>("search", { q: text, limit: "20" });

export const gridSquare = (reference: string): Promise<GridSquareView> =>
  ask<GridSquareView>(`grid/${encodeURIComponent(reference)}`);

/** Where a route begins: at a door from outside, or where the officer is. */
export type RouteStart = { readonly entranceId: string } | { readonly spot: Spot };

export const routeTo = (unitId: string, start: RouteStart): Promise<RouteView> =>
  fetchPersistently<RouteView>(
    pathOf("route", { to: unitId, ...("entranceId" in start ? { entrance: start.entranceId } : at(start.spot)) }),
    TRIES,
  );
