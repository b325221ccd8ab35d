/** A switched slot never passes its former camera off as the new one. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SlotPicture } from "../../src/live/slot-picture";
import type { Delivery } from "../../src/wire/types";

const state = (camera_id: string | null, delivery: Delivery) => ({
  slot: 0,
  camera_id,
  delivery,
  rung: null,
  reason: "",
});
const clock = (rtp_timestamp: number, captured_at_ms: number) => ({ slot: 0, rtp_timestamp, captured_at_ms });
const shown = (rtpTimestamp: number) => ({ rtpTimestamp, presentedAtMs: rtpTimestamp / 90 });

describe("the first camera of a slot", () => {
  it("is shown from the first frame, and has an age once a clock came", () => {
    const slot = new SlotPicture();
    slot.ask("gym");
    slot.onPresented(shown(9_000));
    expect(slot.picture).toMatchObject({ cameraId: "gym", capturedAtMs: null });
    slot.onClock(clock(9_000, 5_000));
    expect(slot.picture?.capturedAtMs).toBe(5_000);
  });
});

describe("a switched slot", () => {
  const switched = () => {
    const slot = new SlotPicture();
    slot.ask("gym");
    slot.onState(state("gym", "live"));
    slot.onClock(clock(9_000, 5_000));
    slot.onPresented(shown(9_000));
    slot.ask("library");
    return slot;
  };

  it("shows nobody until the new camera is confirmed, dated, and on the screen", () => {
    const slot = switched();
    expect(slot.picture).toBeNull();
    slot.onPresented(shown(18_000));
    slot.onClock(clock(18_000, 5_100));
    slot.onPresented(shown(20_000));
    expect(slot.picture).toBeNull();
    slot.onState(state("library", "waiting"));
    slot.onState(state("library", "live"));
    slot.onPresented(shown(26_000));
    slot.onClock(clock(27_000, 5_200));
    slot.onPresented(shown(26_500));
    expect(slot.picture).toBeNull();
    slot.onPresented(shown(27_000));
    expect(slot.picture).toMatchObject({ cameraId: "library", capturedAtMs: 5_200 });
  });

  it("takes a picture that came before the clock that dates it", () => {
    const slot = switched();
    slot.onPresented(shown(27_000));
    slot.onState(state("library", "stills"));
    expect(slot.picture).toBeNull();
    slot.onClock(clock(27_000, 5_200));
    expect(slot.picture).toMatchObject({ cameraId: "library", capturedAtMs: 5_200 });
  });

  it("is not settled until the service has named the camera asked for", () => {
    const slot = switched();
    expect(slot.isSettled).toBe(false);
    slot.onState(state("gym", "live"));
    expect(slot.isSettled).toBe(false);
    slot.onState(state("library", "waiting"));
    expect(slot.isSettled).toBe(true);
  });

  it("passes on what the service says of the camera asked for, and nothing of the former one", () => {
    const slot = switched();
    expect(slot.delivery).toBeNull();
    slot.onState({ ...state("library", "offline"), reason: "No answer from the camera." });
    expect(slot.delivery).toBe("offline");
    expect(slot.reason).toBe("No answer from the camera.");
  });
});

/** Plays two queues into each other in the order of a coin, each in its own order, looking after every step. */
function interleave(media: (() => void)[], control: (() => void)[], coin: Iterator<boolean>, look: () => void): void {
  while (media.length + control.length > 0) {
    const isMedia = control.length === 0 || (media.length > 0 && coin.next().value === true);
    (isMedia ? media : control).shift()?.();
    look();
  }
}

it("never shows a frame of another camera, however switches, messages and frames interleave", () => {
  const plan = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(plan, fc.infiniteStream(fc.boolean()), (framesEach, coin) => {
      const slot = new SlotPicture();
      let rtp = 12_000;
      framesEach.forEach((count, index) => {
        const camera = `camera-${index}`;
        const lastOfFormer = rtp;
        const frames = Array.from({ length: count }, (_, frame) => rtp + (frame + 1) * 6_000);
        rtp += count * 6_000;
        const stragglers = index === 0 ? [] : [lastOfFormer - 6_000, lastOfFormer];
        const media = [...stragglers, ...frames].map((each) => () => slot.onPresented(shown(each)));
        const control = [
          () => slot.onState(state(camera, "waiting")),
          () => slot.onState(state(camera, "live")),
          () => slot.onClock(clock(frames[0] ?? rtp, 1)),
        ];
        slot.ask(camera);
        interleave(media, control, coin, () => {
          const presentedAtMs = slot.picture?.presentedAtMs ?? Number.POSITIVE_INFINITY;
          expect(presentedAtMs).toBeGreaterThan(shown(lastOfFormer).presentedAtMs);
        });
      });
    }),
  );
});
