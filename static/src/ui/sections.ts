/** The cameras as the wall shows them: in the order in which they came, one section per level of a building. */

import type { BuildingView, CameraView, LevelView } from "../wire/types";

export interface Section {
  /** Stable: the building and the level, or the building's outside. */
  readonly key: string;
  readonly building: BuildingView;
  /** Null for the cameras outside. */
  readonly level: LevelView | null;
  readonly cameras: readonly CameraView[];
}

export function sectionsOf(buildings: readonly BuildingView[], cameras: readonly CameraView[]): Section[] {
  const sections = new Map<string, Section & { readonly cameras: CameraView[] }>();
  for (const camera of cameras) {
    const building = buildings.find(({ building_id }) => building_id === camera.building_id);
    if (building === undefined) continue;
    const level = building.levels.find(({ level_id }) => level_id === camera.level_id) ?? null;
    const key = `${building.building_id}/${level?.level_id ?? "outside"}`;
    const section = sections.get(key) ?? { key, building, level, cameras: [] };
    section.cameras.push(camera);
    sections.set(key, section);
  }
  return [...sections.values()];
}

/** All cameras of the sections, in their order. */
export const inPlaceOrder = (sections: readonly Section[]): CameraView[] =>
  sections.flatMap((section) => section.cameras);

/** The camera `step` places further, around the end; null when `from` is not among them. */
export function neighbour(cameras: readonly CameraView[], from: string, step: number): CameraView | null {
  const index = cameras.findIndex((camera) => camera.camera_id === from);
  if (index === -1) return null;
  return cameras[(index + step + cameras.length) % cameras.length] ?? null;
}
