/** The part of the campus that the map shows. */

import type { BuildingView, LevelView } from "../../../wire/types";

export interface Shown {
  readonly building: BuildingView;
  /** Null for the grounds. */
  readonly levelId: string | null;
}

/** The level that is entered from outside, or the lowest; null for a building without levels. */
export function groundOf(building: BuildingView): string | null {
  const ground = building.levels.find(({ ordinal }) => ordinal === 0) ?? building.levels[0];
  return ground?.level_id ?? null;
}

export const levelOf = (building: BuildingView, levelId: string | null): LevelView | null =>
  building.levels.find(({ level_id }) => level_id === levelId) ?? null;
