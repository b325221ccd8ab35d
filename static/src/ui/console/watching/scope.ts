/** In which incident cameras are watched, or without one: the service decides by it, and writes it down. */

import { inIncident } from "../../../wire/caller";
import type { Action, WatchableIncident } from "../../../wire/types";
import { AS_STAFF } from "../placing/placing-state";

export interface Scope {
  /** What every request says of it. */
  readonly query: string;
  /** Null for what the account may see at any time. */
  readonly incident: WatchableIncident | null;
}

export const seesIncidents = (may: readonly Action[]): boolean => may.includes("view_incident_cameras");

/** What is happening first; then what may be seen at any time. */
export function scopesOf(may: readonly Action[], incidents: readonly WatchableIncident[]): Scope[] {
  const anyTime: Scope = { query: AS_STAFF, incident: null };
  const seesAnyTime = may.includes("view_cameras") || may.includes("view_listed_cameras");
  return [
    ...incidents.map((incident) => ({
      query: inIncident(incident.incident_id),
      incident,
    })),
    ...(seesAnyTime ? [anyTime] : []),
  ];
}

/** The one that was chosen, as it is now; the first where it is over, or nothing was. */
export const stillChosen = (chosen: Scope | null, scopes: readonly Scope[]): Scope | null =>
  scopes.find(({ query }) => query === chosen?.query) ?? scopes[0] ?? null;
