/** A marker as the service tells of it: a casualty outside, of another device of the police. */

import type { MarkerView } from "../src/wire/types";

export const markerView = (marker_id: string, differs: Partial<MarkerView> = {}): MarkerView => ({
  marker_id,
  kind: "casualty",
  longitude: 0,
  latitude: 0,
  level_id: null,
  building_id: null,
  note: "",
  agency: "Police",
  person: null,
  placed_at_ms: 1_800_000_000_000,
  is_own: false,
  may_withdraw: false,
  ...differs,
});
