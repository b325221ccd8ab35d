/** Places as the service finds them, in the shape in which the map and the search know places. */

import type { Place } from "../map/places";
import type { Survey } from "../map/survey";
import { Refused } from "../wire/http";
import type { GridSquareView, PlaceKind, PlaceView } from "../wire/types";

/** `C4`, `c-4`: a square of the printed grid. */
const GRID_REFERENCE = /^\s*[a-z]{1,2}\s?-?\s?\d{1,2}\s*$/i;

const KINDS: Partial<Record<PlaceKind, Place["kind"]>> = { unit: "room", opening: "door", amenity: "equipment" };

/** `known` are the places of the layers on this device: they know more, such as which room is a stairwell. */
export async function findRemote(text: string, known: readonly Place[], survey: Survey): Promise<readonly Place[]> {
  const square = GRID_REFERENCE.test(text) ? await squareOf(text, survey) : [];
  const { places } = await survey.findPlaces(text);
  return [...square, ...places.flatMap((place) => placeOf(place, known))];
}

/** Cameras are found on this device. */
function placeOf(view: PlaceView, known: readonly Place[]): Place[] {
  const place = known.find(({ id }) => id === view.place_id);
  if (place !== undefined) return [place];
  const kind = KINDS[view.kind];
  if (kind === undefined) return [];
  const { longitude, latitude } = view;
  const at = { longitude, latitude, levelId: view.level_id, buildingId: view.building_id ?? "" };
  return [{ id: view.place_id, kind, number: "", name: view.title, ...at }];
}

async function squareOf(text: string, survey: Survey): Promise<Place[]> {
  try {
    return [placeOfSquare(await survey.gridSquare(text.replace(/\s/g, "")))];
  } catch (error) {
    // No square of that name: the words may still be those of a room.
    if (error instanceof Refused && error.failure.reason === "not-found") return [];
    throw error;
  }
}

const placeOfSquare = ({ reference, longitude, latitude }: GridSquareView): Place => ({
  id: `grid/${reference}`,
  kind: "grid",
  number: "",
  name: reference,
  longitude,
  latitude,
  levelId: null,
  buildingId: "",
});
