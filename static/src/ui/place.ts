/** Where the officer was: survives a reload of the page, and nothing else. */

import { keep, kept } from "../live/device-storage";

export interface Place {
  readonly focused: string | null;
  /** The height on the map; 0 is the ground. */
  readonly ordinal: number;
  readonly stop: "map" | "half" | "wall";
  /** Tiles in a row of the wall; null for as many as fit. */
  readonly columns: number | null;
}

const KEY = "place";
const START: Place = { focused: null, ordinal: 0, stop: "half", columns: null };

export function savedPlace(): Place {
  const saved = kept("tab", KEY);
  return saved === null ? START : { ...START, ...(JSON.parse(saved) as Partial<Place>) };
}

export function savePlace(place: Place): void {
  keep("tab", KEY, JSON.stringify(place));
}
