/** What the screen will show first, told before it is laid out: live video does not wait for that. */

import type { ScreenWish } from "../live/screen-wish";
import type { ResponderView } from "../wire/types";
import { savedPlace } from "./place";
import { inPlaceOrder, sectionsOf } from "./sections";

/** Two columns of a phone; the tiles tell their true width a moment later. */
const COLUMNS = 2;

export function firstWish(view: ResponderView): ScreenWish {
  const visible = inPlaceOrder(sectionsOf(view.buildings, view.cameras)).map((camera) => camera.camera_id);
  const width = Math.round((window.innerWidth / COLUMNS) * window.devicePixelRatio);
  const { focused } = savedPlace();
  return {
    visible,
    focused: focused !== null && visible.includes(focused) ? focused : null,
    widths: new Map(visible.map((cameraId) => [cameraId, width])),
  };
}
