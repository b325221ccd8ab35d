/** Packets that never become pictures are told from a link that loses some of them. */

import { describe, expect, it } from "vitest";
import { Decoding } from "../../src/live/decoding";
import type { SlotSample } from "../../src/live/slot-sample";

const counted = (atMs: number, counts: Partial<SlotSample> = {}): ReadonlyMap<string, SlotSample> =>
  new Map([["gym", { atMs, bytes: 0, packets: atMs / 100, lost: 0, frames: 0, widthPx: 0, heightPx: 0, ...counts }]]);

function afterwards(...samples: readonly ReadonlyMap<string, SlotSample>[]): boolean {
  const decoding = new Decoding();
  const told = samples.map((each) => decoding.take(each));
  expect(told.filter((it) => it).length).toBe(decoding.isUndecodable("gym") ? 1 : 0);
  return decoding.isUndecodable("gym");
}

describe("decoding", () => {
  it("is given up after two seconds of whole packets, told once", () => {
    expect(afterwards(counted(0), counted(1_000), counted(2_000), counted(3_000))).toBe(true);
  });

  it("is waited for while pictures come, packets are lost, or none come", () => {
    expect(afterwards(counted(0), counted(1_000, { frames: 1 }), counted(2_000, { frames: 1 }))).toBe(false);
    expect(afterwards(counted(0), counted(1_000, { lost: 2 }), counted(2_000, { lost: 2 }))).toBe(false);
    expect(afterwards(counted(0, { packets: 9 }), counted(3_000, { packets: 9 }))).toBe(false);
  });

  it("counts from anew once the picture has moved, or was not on the screen", () => {
    expect(afterwards(counted(0), new Map(), counted(5_000), counted(6_000))).toBe(false);
  });

  it("belongs to one window: in another one the counts are others", () => {
    expect(afterwards(counted(0, { packets: 500 }), counted(1_000), counted(2_500))).toBe(false);
  });
});
