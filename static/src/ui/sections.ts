/** Cameras in place order: building by building, from the ground level up, then outside. */

import type { BuildingView, CameraView, LevelView } from "../wire/types";

export interface Section {
  /** Stable: the building and the level, or the building's outside. */
  readonly key: string;
  readonly building: BuildingView;
  /** Null for the cameras outside. */
  readonly level: LevelView | null;
  readonly cameras: readonly CameraView[];
}

/** Sections with at least one camera; within one, cameras go by name. */
export function sectionsOf(buildings: readonly BuildingView[], cameras: readonly CameraView[]): Section[] {
  return buildings.flatMap((building) => {
    const levels: (LevelView | null)[] = [...building.levels].sort(fromGroundUp);
    return [...levels, null]
      .map((level) => ({
        key: `${building.building_id}/${level?.level_id ?? "outside"}`,
        building,
        level,
        cameras: cameras.filter((camera) => isIn(camera, building, level)).sort(byName),
      }))
      .filter((section) => section.cameras.length > 0);
  });
}

function isIn(camera: CameraView, building: BuildingView, level: LevelView | null): boolean {
  return camera.building_id === building.building_id && camera.level_id === (level?.level_id ?? null);
}

/** The ground level is where an officer comes in; then upwards, and basements last. */
function fromGroundUp(one: LevelView, other: LevelView): number {
  const rank = (level: LevelView) => (level.ordinal >= 0 ? level.ordinal : 1_000 - level.ordinal);
  return rank(one) - rank(other);
}

/** Made when the page loads: making one costs a tenth of a second on a phone, which the tap must not pay. */
const COLLATOR = new Intl.Collator(undefined, { numeric: true });

const byName = (one: CameraView, other: CameraView): number => COLLATOR.compare(one.name, other.name);

/** All cameras of the sections, in their order. */
export const inPlaceOrder = (sections: readonly Section[]): CameraView[] =>
  sections.flatMap((section) => section.cameras);

/** The camera `step` places further, around the end; null when `from` is not among them. */
export function neighbour(cameras: readonly CameraView[], from: string, step: number): CameraView | null {
  const index = cameras.findIndex((camera) => camera.camera_id === from);
  if (index === -1) return null;
  return cameras[(index + step + cameras.length) % cameras.length] ?? null;
}
