/** What a permit opens, as the service tells of it: one camera, for a minute. */

import type { ResponderView } from "../src/wire/types";
import { cameraView } from "./camera";

export const responderView = (map_version: string, now_ms = 0): ResponderView => ({
  device_id: "d1",
  server_time_ms: now_ms,
  expires_at_ms: now_ms + 60_000,
  agency: "Maple Ridge Police",
  watermark: "Maple Ridge Police · d1",
  kind: "police",
  reason: "Intruder",
  opened_at_ms: now_ms,
  campus_name: "Maple Ridge",
  buildings: [],
  cameras: [cameraView("gym")],
  map_version,
});
