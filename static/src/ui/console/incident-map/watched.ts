/** The cameras of an incident as the district's map shows them: who watches each now, and which give no picture. */

import type { CameraSymbol } from "../../../map/symbols";
import type { CameraView, IncidentView } from "../../../wire/types";
import { isTroubled } from "../troubled";

export interface WatchedCamera {
  readonly camera: CameraView;
  /** Of every device and officer that gets its frames now: one entry each. */
  readonly agencies: readonly string[];
}

/** The most watched first, otherwise in place order. */
export function watchedCameras(incident: IncidentView, cameras: readonly CameraView[]): WatchedCamera[] {
  const watchers = watchersOf(incident);
  return cameras
    .filter(({ building_id }) => incident.building_ids.includes(building_id))
    .map((camera) => ({ camera, agencies: watchers.get(camera.camera_id) ?? [] }))
    .sort((one, other) => other.agencies.length - one.agencies.length);
}

function watchersOf({ links }: IncidentView): Map<string, string[]> {
  const found = new Map<string, string[]>();
  // Of a link that has just ended, devices may be listed for two seconds more.
  for (const { agency, devices, officers = [] } of links.filter(({ state }) => state === "active")) {
    for (const cameraId of [...devices, ...officers].flatMap(({ watching }) => watching)) {
      found.set(cameraId, [...(found.get(cameraId) ?? []), agency]);
    }
  }
  return found;
}

/** `Police 2, Fire 1`: how many of each agency. */
export function agenciesText(agencies: readonly string[]): string {
  const names = [...new Set(agencies)];
  return names.map((name) => `${name} ${agencies.filter((each) => each === name).length}`).join(", ");
}

/** Live on this map is what somebody watches. */
export function symbolOf({ camera, agencies }: WatchedCamera): CameraSymbol {
  if (isTroubled(camera)) return "offline";
  return agencies.length > 0 ? "live" : "ready";
}
