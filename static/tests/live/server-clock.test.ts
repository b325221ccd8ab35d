/** The service's clock on this device: the fastest round trip wins, and its error is bounded. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { ServerClock } from "../../src/live/server-clock";

it("starts from the first answer's time", () => {
  expect(new ServerClock(5_000, 1_000).serverMs(1_500)).toBe(5_500);
});

it("trusts the fastest round trip", () => {
  const clock = new ServerClock(0, 0);
  clock.onPong(1_000, 101_900, 2_000);
  clock.onPong(3_000, 103_020, 3_040);
  expect(clock.serverMs(4_000)).toBe(104_000);
});

it("is never wrong by more than half of its fastest round trip", () => {
  const trip = fc.record({ out: fc.integer({ min: 0, max: 900 }), back: fc.integer({ min: 0, max: 900 }) });
  fc.assert(
    fc.property(fc.integer(), fc.array(trip, { minLength: 1, maxLength: 8 }), (offset, trips) => {
      const clock = new ServerClock(0, 0);
      trips.forEach(({ out, back }, index) => {
        const sent = index * 10_000;
        clock.onPong(sent, sent + out + offset, sent + out + back);
      });
      const fastest = Math.min(...trips.map(({ out, back }) => out + back));
      expect(Math.abs(clock.serverMs(0) - offset)).toBeLessThanOrEqual(fastest / 2);
    }),
  );
});
