/** Where the officer was: survives a reload of the page, and nothing else. */

export interface Place {
  readonly focused: string | null;
  /** The height on the map; 0 is the ground. */
  readonly ordinal: number;
}

const KEY = "place";
const NOWHERE: Place = { focused: null, ordinal: 0 };

export function savedPlace(): Place {
  const saved = sessionStorage.getItem(KEY);
  return saved === null ? NOWHERE : { ...NOWHERE, ...(JSON.parse(saved) as Partial<Place>) };
}

export function savePlace(place: Place): void {
  sessionStorage.setItem(KEY, JSON.stringify(place));
}
