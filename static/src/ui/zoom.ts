/** Looking closer at a picture: how large it is drawn, and which part of it is in sight. */

export interface Zoom {
  /** 1 shows the whole picture. */
  readonly scale: number;
  /** Shift of the picture's middle from the middle of its frame, in CSS pixels. */
  readonly x: number;
  readonly y: number;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };

/** Beyond this a school's camera shows its pixels, not more of the corridor. */
const MAX_SCALE = 6;

const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));

/** The picture always fills its frame: no edge of it comes inside. */
function bounded({ scale, x, y }: Zoom, { width, height }: Extent): Zoom {
  const within = Math.min(MAX_SCALE, Math.max(1, scale));
  return { scale: within, x: clamp(x, ((within - 1) * width) / 2), y: clamp(y, ((within - 1) * height) / 2) };
}

/** Grows by `factor` around a point, given from the frame's middle: what is under the fingers stays there. */
export function grown(zoom: Zoom, factor: number, at: { x: number; y: number }, frame: Extent): Zoom {
  const scale = Math.min(MAX_SCALE, Math.max(1, zoom.scale * factor));
  const ratio = scale / zoom.scale;
  return bounded({ scale, x: at.x - (at.x - zoom.x) * ratio, y: at.y - (at.y - zoom.y) * ratio }, frame);
}

export function moved(zoom: Zoom, dx: number, dy: number, frame: Extent): Zoom {
  return bounded({ scale: zoom.scale, x: zoom.x + dx, y: zoom.y + dy }, frame);
}
