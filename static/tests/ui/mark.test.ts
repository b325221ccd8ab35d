/** What is written over every picture. */

import { expect, it } from "vitest";
import { drawMark, utcText } from "../../src/ui/mark";

it("tells the time to the second, in UTC", () => {
  expect(utcText(Date.UTC(2026, 10, 22, 1, 2, 3, 999))).toBe("2026-11-22 01:02:03 UTC");
});

it("is drawn twice into a kept picture, in different corners, every line of it", () => {
  const drawn: { text: string; x: number; y: number }[] = [];
  let at = { x: 0, y: 0 };
  const context = {
    save: () => {},
    restore: () => {},
    rotate: () => {},
    translate: (x: number, y: number) => {
      at = { x, y };
    },
    fillText: (text: string) => drawn.push({ text, ...at }),
  };
  drawMark(context as unknown as CanvasRenderingContext2D, ["Police · k44igm", "now"], 1000, 500);
  expect(drawn.map(({ text }) => text)).toEqual(["Police · k44igm", "now", "Police · k44igm", "now"]);
  const [first, , second] = drawn;
  expect((first?.x ?? 0) > 500 && (first?.y ?? 0) < 250).toBe(true);
  expect((second?.x ?? 0) < 500 && (second?.y ?? 0) > 250).toBe(true);
});
