/** Which cameras' own pictures this browser makes nothing of: their packets come, all of them, and none is ever shown. */

import type { SlotSample } from "./slot-sample";

/** A stream begins with a key frame: what has not become a picture by then never will. */
const BLIND_MS = 2_000;

export class Decoding {
  /** What was counted when the picture of a camera began to stand still. */
  private since = new Map<string, SlotSample>();
  private readonly undecodable = new Set<string>();

  isUndecodable(cameraId: string): boolean {
    return this.undecodable.has(cameraId);
  }

  /** Counts of the cameras that are sent live and stand still; whether one more of them turns out undecodable. */
  take(samples: ReadonlyMap<string, SlotSample>): boolean {
    const known = this.undecodable.size;
    const since = new Map<string, SlotSample>();
    for (const [cameraId, sample] of samples) {
      const first = this.since.get(cameraId);
      const isBlind = first !== undefined && isSameDarkness(first, sample);
      since.set(cameraId, isBlind ? first : sample);
      if (isBlind && sample.atMs - first.atMs >= BLIND_MS && sample.packets > first.packets) {
        this.undecodable.add(cameraId);
      }
    }
    this.since = since;
    return this.undecodable.size > known;
  }
}

/** Nothing was decoded between the two, and nothing was lost that would explain it. */
function isSameDarkness(before: SlotSample, after: SlotSample): boolean {
  return after.frames === before.frames && after.lost === before.lost && after.packets >= before.packets;
}
