/** The zoomed picture never leaves its frame, and what is under the fingers stays there. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { grown, moved, WHOLE, type Zoom } from "../../src/ui/zoom";

const FRAME = { width: 390, height: 220 };

const x = fc.double({ min: -195, max: 195, noNaN: true });
const y = fc.double({ min: -110, max: 110, noNaN: true });
const steps = fc.array(
  fc.oneof(fc.record({ factor: fc.double({ min: 0.2, max: 5, noNaN: true }), x, y }), fc.record({ dx: x, dy: y })),
);

const after = (all: readonly object[]): Zoom =>
  all.reduce<Zoom>((zoom, step) => {
    if ("factor" in step) {
      const { factor, ...at } = step as { factor: number; x: number; y: number };
      return grown(zoom, factor, at, FRAME);
    }
    const { dx, dy } = step as { dx: number; dy: number };
    return moved(zoom, dx, dy, FRAME);
  }, WHOLE);

it("always covers its frame", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const zoom = after(all);
      expect(zoom.scale).toBeGreaterThanOrEqual(1);
      expect(Math.abs(zoom.x)).toBeLessThanOrEqual(((zoom.scale - 1) * FRAME.width) / 2 + 1e-6);
      expect(Math.abs(zoom.y)).toBeLessThanOrEqual(((zoom.scale - 1) * FRAME.height) / 2 + 1e-6);
    }),
  );
});

it("keeps the point under the fingers while it grows", () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 6, noNaN: true }), x, y, (factor, px, py) => {
      const zoom = grown(WHOLE, factor, { x: px, y: py }, FRAME);
      expect(px * zoom.scale + zoom.x).toBeCloseTo(px, 6);
      expect(py * zoom.scale + zoom.y).toBeCloseTo(py, 6);
    }),
  );
});

it("shows the whole picture again when it shrinks back", () => {
  const close = grown(WHOLE, 3, { x: 100, y: -50 }, FRAME);
  const back = grown(close, 0.1, { x: 0, y: 0 }, FRAME);
  expect([back.scale, Math.abs(back.x), Math.abs(back.y)]).toEqual([1, 0, 0]);
});
