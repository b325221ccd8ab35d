/** The word for a picture: shape, text and colour, with its age. */

import type { Tile } from "../live/tile";
import { StateIcon } from "./icons";
import { t } from "./strings";
import { ageText } from "./time";

interface Props {
  readonly tile: Tile;
  /** With the age of a live picture too: twelve of them changing at once would be noise, one is proof. */
  readonly isPrecise?: boolean;
}

export function Badge({ tile, isPrecise = false }: Props) {
  const hasAge = tile.ageS !== null && (isPrecise || tile.state !== "live") && tile.state !== "offline";
  return (
    <span class="badge" data-state={tile.state}>
      <StateIcon state={tile.state} />
      {t.state[tile.state]}
      {hasAge && <span class="badge-age">{ageText(tile.ageS ?? 0)}</span>}
    </span>
  );
}

/** The same in words, for a screen reader: "live, 0.4 seconds old". */
export function spoken(tile: Tile): string {
  const state = t.state[tile.state].toLowerCase();
  if (tile.ageS === null) return state;
  const age = tile.ageS < 100 ? t.viewer.secondsOld(tile.ageS) : t.viewer.minutesOld(Math.round(tile.ageS / 60));
  return `${state}, ${age}`;
}
