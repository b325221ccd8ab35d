/** What a tile says of its picture: never more than was measured. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type TileInput, tileOf } from "../../src/live/tile";

const STATUS = { camera_id: "gym", state: "live", reason: "", poster_at_ms: null } as const;

const NOTHING: TileInput = {
  picture: null,
  delivery: "live",
  reason: "",
  status: STATUS,
  posterAtMs: null,
  nowMs: 100_000,
  serverNowMs: 100_000,
};

const picture = (capturedAtMs: number | null, presentedAtMs: number) => ({
  cameraId: "gym",
  capturedAtMs,
  presentedAtMs,
});

describe("a tile", () => {
  it("is connecting while there is nothing to see", () => {
    expect(tileOf(NOTHING)).toMatchObject({ state: "connecting", shows: "nothing" });
  });

  it("shows a poster as a photo with its age, however young", () => {
    expect(tileOf({ ...NOTHING, posterAtMs: 99_000 })).toMatchObject({ state: "photo", ageS: 1, shows: "poster" });
  });

  it("is live with a young, moving picture, and says its age in tenths", () => {
    const live = tileOf({ ...NOTHING, picture: picture(99_640, 99_990), posterAtMs: 99_900 });
    expect(live).toMatchObject({ state: "live", ageS: 0.4, shows: "video" });
  });

  it("is not called live while its picture has no date", () => {
    expect(tileOf({ ...NOTHING, picture: picture(null, 99_990) })).toMatchObject({
      state: "connecting",
      shows: "video",
    });
  });

  it("goes from delayed to stale while the picture stands, and then to a newer poster", () => {
    const frozen = picture(96_900, 97_000);
    expect(tileOf({ ...NOTHING, picture: frozen })).toMatchObject({ state: "delayed", ageS: 3 });
    const later = { ...NOTHING, picture: frozen, nowMs: 103_000, serverNowMs: 103_000 };
    expect(tileOf(later)).toMatchObject({ state: "stale", ageS: 6, shows: "video" });
    expect(tileOf({ ...later, posterAtMs: 102_000 })).toMatchObject({ state: "photo", ageS: 1, shows: "poster" });
  });

  it("is offline, with the reason, when the camera gives nothing; not while its last second is still moving", () => {
    const dead = { ...NOTHING, delivery: "offline", reason: "No answer from the camera." } as const;
    expect(tileOf(dead)).toMatchObject({ state: "offline", reason: "No answer from the camera.", shows: "nothing" });
    expect(tileOf({ ...dead, picture: picture(99_500, 99_900) }).state).toBe("live");
    expect(tileOf({ ...dead, picture: picture(90_000, 90_100) })).toMatchObject({ state: "offline", shows: "video" });
  });
});

it("becomes a photo when it is held back off the screen or by a weak link, and is not called stale", () => {
  const paused = { ...NOTHING, picture: picture(90_000, 90_100), delivery: "paused" } as const;
  expect(tileOf(paused)).toMatchObject({ state: "photo", ageS: 10, shows: "video" });
  expect(tileOf({ ...paused, delivery: "poster", posterAtMs: 98_000 })).toMatchObject({ ageS: 2, shows: "poster" });
});

it("is a photo while pictures come one at a time, however young the last one is", () => {
  const single = { ...NOTHING, picture: picture(99_640, 99_990), delivery: "stills" } as const;
  expect(tileOf(single)).toMatchObject({ state: "photo", ageS: 0.4, shows: "video" });
});

it("is stale, with the reason, while a connected camera pauses, and offline when it is lost", () => {
  const reason = "No picture for 5 s.";
  const pausing = {
    ...NOTHING,
    picture: picture(90_000, 90_100),
    delivery: "offline",
    status: { ...STATUS, state: "stalled", reason },
  } as const;
  expect(tileOf(pausing)).toMatchObject({ state: "stale", ageS: 10, reason });
  expect(tileOf({ ...pausing, status: { ...STATUS, state: "unreachable" } }).state).toBe("offline");
});

it("never says live of a picture older than 2 s, or that has stood for longer", () => {
  const inputs = fc.record({
    picture: fc.option(
      fc.record({
        cameraId: fc.constant("gym"),
        capturedAtMs: fc.option(fc.nat(200_000)),
        presentedAtMs: fc.nat(100_000),
      }),
    ),
    delivery: fc.constantFrom("live", "waiting", "stills", "poster", "paused", "offline", "denied", "empty", null),
    reason: fc.constant(""),
    status: fc
      .constantFrom("idle", "connecting", "live", "stalled", "unreachable")
      .map((state) => ({ ...STATUS, state })),
    posterAtMs: fc.option(fc.nat(100_000)),
    nowMs: fc.constant(100_000),
    serverNowMs: fc.nat(200_000),
  }) as fc.Arbitrary<TileInput>;
  fc.assert(
    fc.property(inputs, (input) => {
      const tile = tileOf(input);
      if (tile.state !== "live") return;
      expect(tile.shows).toBe("video");
      expect(input.delivery).not.toBe("stills");
      expect(input.nowMs - (input.picture?.presentedAtMs ?? 0)).toBeLessThanOrEqual(2_000);
      expect(input.serverNowMs - (input.picture?.capturedAtMs ?? 0)).toBeLessThanOrEqual(2_000);
    }),
  );
});
