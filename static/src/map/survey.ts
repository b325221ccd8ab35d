/** Questions about the campus that the service answers: routes, entrances, who sees what, what is where. */

import { fetchJson } from "../wire/http";
import type { GridSquareView, Places, RouteView, Sightings, SightingView } from "../wire/types";
import type { Spot } from "./places";

const at = ({ longitude, latitude, levelId }: Spot): Record<string, string> => ({
  longitude: longitude.toFixed(7),
  latitude: latitude.toFixed(7),
  ...(levelId === null ? {} : { level_id: levelId }),
});

const ask = <Answer>(path: string, query: Record<string, string> = {}): Promise<Answer> =>
  fetchJson<Answer>("GET", `/api/campus/${path}?${new URLSearchParams(query)}`);

/** The cameras that see a spot, the best first. */
export async function camerasAt(spot: Spot): Promise<readonly SightingView[]> {
  return (await ask<Sightings>("cameras-at", at(spot))).cameras;
}

/** The cameras that see a room, the one that sees most of it first. */
export async function camerasOfRoom(unitId: string): Promise<readonly SightingView[]> {
  return (await ask<Sightings>(`units/${encodeURIComponent(unitId)}/cameras`)).cameras;
}

export const entrancesOf = (buildingId: string): Promise<Places> =>
  ask<Places>(`buildings/${encodeURIComponent(buildingId)}/entrances`);

export const findPlaces = (text: string): Promise<Places> => ask<Places>("search", { q: text, limit: "20" });

export const gridSquare = (reference: string): Promise<GridSquareView> =>
  ask<GridSquareView>(`grid/${encodeURIComponent(reference)}`);

/** Where a route begins: at a door from outside, or where the officer is. */
export type RouteStart = { readonly entranceId: string } | { readonly spot: Spot };

export const routeTo = (unitId: string, start: RouteStart): Promise<RouteView> =>
  ask<RouteView>("route", {
    to: unitId,
    ...("entranceId" in start ? { entrance: start.entranceId } : at(start.spot)),
  });
