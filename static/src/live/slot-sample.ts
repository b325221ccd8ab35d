/** What one video window has received, counted by the browser, and what two such counts say together. */

export interface SlotSample {
  readonly atMs: number;
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
  readonly frames: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface SlotMeasure {
  readonly kbps: number;
  readonly framesPerS: number;
  /** Share of the packets that never came, 0 to 1. */
  readonly loss: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Between two samples of one window; null when they are of different sessions, or of the same moment. */
export function measure(before: SlotSample, after: SlotSample): SlotMeasure | null {
  const spanMs = after.atMs - before.atMs;
  const bytes = after.bytes - before.bytes;
  if (spanMs <= 0 || bytes < 0) return null;
  const lost = Math.max(0, after.lost - before.lost);
  const expected = lost + Math.max(0, after.packets - before.packets);
  return {
    kbps: (bytes * 8) / spanMs,
    framesPerS: (Math.max(0, after.frames - before.frames) * 1_000) / spanMs,
    loss: expected === 0 ? 0 : lost / expected,
    widthPx: after.widthPx,
    heightPx: after.heightPx,
  };
}
