/** What the district has picked on an incident's map. */

import type { Spot } from "../../../map/places";
import type { CameraView } from "../../../wire/types";

/** What a tap on the map or in the list was about. */
export interface Picked {
  readonly spot: Spot;
  /** Null for a spot that was held on the map. */
  readonly camera: CameraView | null;
}
