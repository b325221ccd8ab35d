/** A camera as the service tells of it: outside the school, live, without a surveyed view. */

import type { CameraView } from "../src/wire/types";

export const cameraView = (camera_id: string, differs: Partial<CameraView> = {}): CameraView => ({
  camera_id,
  name: camera_id,
  building_id: "school",
  level_id: null,
  longitude: 0,
  latitude: 0,
  azimuth_deg: null,
  fov_deg: null,
  range_m: null,
  status: { camera_id, state: "live", reason: "", poster_at_ms: null },
  ...differs,
});
