/** What the screen will show first, reckoned before it is laid out: live video does not wait for that. */

import type { ScreenWish } from "../live/screen-wish";
import type { FirstOffer, ResponderView } from "../wire/types";
import { savedPlace } from "./place";
import { inPlaceOrder, type Section, sectionsOf } from "./sections";
import { atFirst, urgent } from "./urgency";

interface Size {
  readonly width: number;
  readonly height: number;
}

interface WallLayout {
  readonly columns: number;
  /** Of one tile, in CSS pixels. */
  readonly tileWidth: number;
  /** Of the wall that is on the screen. */
  readonly height: number;
}

/** As in `viewer.css`: heights of the head, the bar and a section's heading, and the gap between tiles. */
const HEAD_PX = 64;
const BAR_PX = 72;
const HEADING_PX = 36;
const GAP_PX = 8;

/** Up to here head and bar stand beside each other. */
const SIDEWAYS_MAX_HEIGHT_PX = 500;

/** Half a row early is better than half a row late. */
const NEARBY_PX = 40;

function wallLayout({ width, height }: Size): WallLayout {
  const isSideBySide = width > height && width >= 700;
  if (!isSideBySide) {
    return { columns: 2, tileWidth: (width - 3 * GAP_PX) / 2, height: height * 0.6 - HEAD_PX - BAR_PX };
  }
  const wallWidth = width * 0.55 - 2 * GAP_PX;
  const columns = Math.max(1, Math.floor((wallWidth + GAP_PX) / ((width >= 1600 ? 240 : 200) + GAP_PX)));
  const tileWidth = (wallWidth - (columns - 1) * GAP_PX) / columns;
  const isSidewaysPhone = height <= SIDEWAYS_MAX_HEIGHT_PX;
  return { columns, tileWidth, height: height - (isSidewaysPhone ? BAR_PX : HEAD_PX + BAR_PX) };
}

/** Ids of the cameras whose tiles will be on the screen, in their order and each once; the rest is below the edge. */
export function onFirstScreen(sections: readonly Pick<Section, "cameras">[], size: Size): string[] {
  const { columns, tileWidth, height } = wallLayout(size);
  const rowHeight = (tileWidth * 9) / 16 + GAP_PX;
  const visible: string[] = [];
  let top = 0;
  for (const { cameras } of sections) {
    top += HEADING_PX;
    const rowsInSight = Math.max(0, Math.ceil((height + NEARBY_PX - top) / rowHeight));
    visible.push(...cameras.slice(0, rowsInSight * columns).map((camera) => camera.camera_id));
    top += Math.ceil(cameras.length / columns) * rowHeight;
  }
  return [...new Set(visible)];
}

/** The wall's parts before the first message: what matters now, where an alert says so, and every camera in its place. */
export function firstSections(view: ResponderView): readonly Pick<Section, "cameras">[] {
  const sections = sectionsOf(view.buildings, view.cameras);
  const now = urgent(inPlaceOrder(sections), atFirst(view.alert ?? null));
  return now.length === 0 ? sections : [{ cameras: now }, ...sections];
}

const screenSize = (): Size => ({ width: window.innerWidth, height: window.innerHeight });

const devicePixels = (size: Size): number => Math.round(wallLayout(size).tileWidth * window.devicePixelRatio);

/** The same while nobody knows the cameras yet: whole rows, as if all were in one section, and what was large before. */
export function firstSize(): Omit<FirstOffer, "sdp"> {
  const size = screenSize();
  const { columns, tileWidth, height } = wallLayout(size);
  const rows = Math.floor((height + NEARBY_PX - HEADING_PX) / ((tileWidth * 9) / 16 + GAP_PX));
  return { visible: Math.max(1, rows) * columns, width_px: devicePixels(size), focused: savedPlace().focused };
}

export function firstWish(view: ResponderView): ScreenWish {
  const size = screenSize();
  const visible = onFirstScreen(firstSections(view), size);
  const width = devicePixels(size);
  const { focused } = savedPlace();
  return {
    visible,
    focused: view.cameras.some((camera) => camera.camera_id === focused) ? focused : null,
    widths: new Map(visible.map((cameraId) => [cameraId, width])),
  };
}
