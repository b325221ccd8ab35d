/**
 * Whose photo is fetched next, and how many at a time: pure.
 *
 * Rules
 * 1. Whoever has waited longest beyond its turn is next; the first camera's waiting counts three times.
 * 2. Nobody starves: on a link that carries one photo in two seconds, every camera has its turn.
 * 3. A slow link gets one photo after the other: four at once would all come too late. So does one that nobody knows
 *    yet: on an EV-DO link four first photos stood before the first live picture for two seconds.
 */

/** A browser opens six connections to one service; the rest stay free for what decides. */
export const MAX_LANES = 4;

/** The officer looks at the first camera: it is the focused one, or what matters most. */
const FIRST_COUNTS = 3;

const QUICK_MS = 500;
const SLOW_MS = 2_000;

/** `wanted`, most important first; null when nobody is due. `askedAtMs` lacks those that were never asked for. */
export function nextPoster(
  wanted: readonly string[],
  askedAtMs: ReadonlyMap<string, number>,
  nowMs: number,
  everyMs: number,
): string | null {
  let next: string | null = null;
  let longest = Number.NEGATIVE_INFINITY;
  wanted.forEach((cameraId, index) => {
    const waitedMs = nowMs - (askedAtMs.get(cameraId) ?? Number.NEGATIVE_INFINITY);
    const counts = waitedMs * (index === 0 ? FIRST_COUNTS : 1);
    if (waitedMs < everyMs || counts <= longest) return;
    next = cameraId;
    longest = counts;
  });
  return next;
}

/** How many may be on their way after one that took so long; a broken one took for ever. */
export function lanesAfter(lanes: number, tookMs: number): number {
  if (tookMs > SLOW_MS) return 1;
  return tookMs < QUICK_MS ? Math.min(MAX_LANES, lanes + 1) : lanes;
}
