/** The pages of the console, who sees which, and their addresses. */

import type { Action } from "../../wire/types";

/** In the order of the navigation; the first that somebody may see is where they begin. */
export const DESTINATIONS = [
  "share",
  "watch",
  "cameras",
  "preflight",
  "map",
  "record",
  "agreements",
  "accounts",
  "self",
] as const;
export type Destination = (typeof DESTINATIONS)[number];

/** What the service asks for behind each, one of these; null where being signed in is enough. */
const NEEDS: Record<Destination, readonly Action[] | null> = {
  share: ["open_incident"],
  watch: ["view_cameras", "view_incident_cameras", "view_listed_cameras"],
  cameras: ["place_camera"],
  preflight: ["view_cameras"],
  map: ["replace_map"],
  record: ["read_audit"],
  agreements: ["issue_link"],
  accounts: ["manage_accounts"],
  self: null,
};

export const reachable = (may: readonly Action[]): Destination[] =>
  DESTINATIONS.filter((destination) => {
    const needed = NEEDS[destination];
    return needed === null || needed.some((action) => may.includes(action));
  });

/** The page that an address's fragment names, if there is one and it may be seen; else the first that may. */
export function destinationAt(fragment: string, may: readonly Action[]): Destination {
  const open = reachable(may);
  return open.find((destination) => fragment === fragmentOf(destination)) ?? open[0] ?? "self";
}

export const fragmentOf = (destination: Destination): string => `#${destination}`;
