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

/** Where a route begins: at a door from outside, or where the officer is. */
export type RouteStart = { readonly entranceId: string } | { readonly spot: Spot };

export class Survey {
  /** `query` goes with every question: it says as whom it is asked, where the browser could be several. */
  constructor(private readonly query = "") {}

  /** The cameras that see a spot, the best first. */
  async camerasAt(spot: Spot): Promise<readonly SightingView[]> {
    return (await this.ask<Sightings>("cameras-at", at(spot))).cameras;
  }

  /** The cameras that see a room, the one that sees most of it first. */
  async camerasOfRoom(unitId: string): Promise<readonly SightingView[]> {
    return (await this.ask<Sightings>(`units/${encodeURIComponent(unitId)}/cameras`)).cameras;
  }

  entrancesOf(buildingId: string): Promise<Places> {
    return fetchPersistently<Places>(this.pathOf(`buildings/${encodeURIComponent(buildingId)}/entrances`), TRIES);
  }

  findPlaces(text: string): Promise<Places> {
    return this.ask<Places>("search", { q: text, limit: "20" });
  }

  gridSquare(reference: string): Promise<GridSquareView> {
    return this.ask<GridSquareView>(`grid/${encodeURIComponent(reference)}`);
  }

  routeTo(unitId: string, start: RouteStart): Promise<RouteView> {
    const from = "entranceId" in start ? { entrance: start.entranceId } : at(start.spot);
    return fetchPersistently<RouteView>(this.pathOf("route", { to: unitId, ...from }), TRIES);
  }

  /** Once: the layers on this device are the next best answer. */
  private ask<Answer>(question: string, about: Record<string, string> = {}): Promise<Answer> {
    return fetchJson<Answer>("GET", this.pathOf(question, about));
  }

  private pathOf(question: string, about: Record<string, string> = {}): string {
    const asked = new URLSearchParams([...new URLSearchParams(this.query), ...Object.entries(about)]);
    return `/api/campus/${question}?${asked}`;
  }
}
