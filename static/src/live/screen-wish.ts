/** What the officer has on the screen: visible cameras in order, the focused one, and how wide each picture is. */

import type { Wanted } from "./slots";

export interface ScreenWish extends Wanted {
  /** Device pixels by camera; a camera that is not on the screen has none. */
  readonly widths: ReadonlyMap<string, number>;
}

export const NOTHING_ON_SCREEN: ScreenWish = { visible: [], focused: null, widths: new Map() };

/** Steps of a rung are far apart: a tile that grows by a few pixels needs no new one. */
const WIDTH_STEP_PX = 32;

export function widthOf(wish: ScreenWish, cameraId: string): number {
  const width = wish.widths.get(cameraId) ?? 0;
  return Math.ceil(width / WIDTH_STEP_PX) * WIDTH_STEP_PX;
}

/** Cameras on the screen, the focused one first. */
export function onScreen({ focused, visible }: Wanted): string[] {
  return focused === null ? [...visible] : [focused, ...visible.filter((cameraId) => cameraId !== focused)];
}
