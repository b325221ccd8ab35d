/** The keyboard of a patrol car. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyAction, nextBox } from "../../src/ui/keys";

const key = (name: string) => keyAction({ key: name, isShortcut: false, isInField: false });

describe("keys", () => {
  it("do everything that the officer's finger can", () => {
    expect(key("3")).toEqual({ type: "focus-nth", index: 2 });
    expect(key("ArrowUp")).toEqual({ type: "move", dx: 0, dy: -1 });
    expect(["/", "F", "l", "m", "w", "Escape"].map((name) => key(name)?.type)).toEqual([
      "search",
      "full-screen",
      "next-level",
      "markers",
      "next-wall",
      "close",
    ]);
    expect(key("0")).toBeNull();
  });

  it("leave typing and the browser's shortcuts alone, but Escape always closes", () => {
    expect(keyAction({ key: "f", isShortcut: true, isInField: false })).toBeNull();
    expect(keyAction({ key: "f", isShortcut: false, isInField: true })).toBeNull();
    expect(keyAction({ key: "Escape", isShortcut: false, isInField: true })).toEqual({ type: "close" });
  });
});

describe("moving between tiles", () => {
  const grid = [0, 1, 2].flatMap((row) => [0, 1].map((column) => ({ x: column * 200, y: row * 120 })));

  it("goes to the neighbour in the direction, and stops at the edge", () => {
    expect(nextBox(grid, 0, 1, 0)).toBe(1);
    expect(nextBox(grid, 0, 0, 1)).toBe(2);
    expect(nextBox(grid, 3, 0, -1)).toBe(1);
    expect(nextBox(grid, 1, 1, 0)).toBe(-1);
  });

  it("starts at the first tile when none has the focus", () => {
    expect(nextBox(grid, -1, 1, 0)).toBe(0);
    expect(nextBox([], -1, 1, 0)).toBe(-1);
  });

  it("never goes backwards", () => {
    const boxes = fc.array(fc.record({ x: fc.nat(2_000), y: fc.nat(2_000) }), { minLength: 1 });
    const direction = fc.constantFrom([1, 0], [-1, 0], [0, 1], [0, -1]);
    fc.assert(
      fc.property(boxes, fc.nat(), direction, (each, seed, [dx = 0, dy = 0]) => {
        const from = seed % each.length;
        const next = each[nextBox(each, from, dx, dy)];
        const start = each[from];
        if (next === undefined || start === undefined) return;
        expect((next.x - start.x) * dx + (next.y - start.y) * dy).toBeGreaterThan(0);
      }),
    );
  });
});
