/** What is asked while a finger moves: never two questions at once, and always the last one. */

import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Newest } from "../../../src/ui/console/placing/newest";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("asks at once, then only the newest of what came meanwhile", async () => {
  const asked: number[] = [];
  const newest = new Newest<number>(async (question) => {
    asked.push(question);
  }, 100);
  for (const question of [1, 2, 3]) newest.put(question);
  expect(asked).toEqual([1]);
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toEqual([1, 3]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([1, 3]);
});

it("forgets what was not asked yet", async () => {
  const asked: number[] = [];
  const newest = new Newest<number>(async (question) => {
    asked.push(question);
  }, 100);
  newest.put(1);
  newest.put(2);
  newest.clear();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([1]);
});

it("asks one at a time and ends with the last, whatever comes when", async () => {
  const step = fc.record({ question: fc.integer(), waitMs: fc.integer({ min: 0, max: 250 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
      const asked: number[] = [];
      let underWay = 0;
      const newest = new Newest<number>(async (question) => {
        underWay += 1;
        expect(underWay).toBe(1);
        asked.push(question);
        await new Promise((resolve) => setTimeout(resolve, 70));
        underWay -= 1;
      }, 30);
      for (const { question, waitMs } of steps) {
        newest.put(question);
        await vi.advanceTimersByTimeAsync(waitMs);
      }
      await vi.advanceTimersByTimeAsync(1_000);
      expect(asked.at(-1)).toBe(steps.at(-1)?.question);
    }),
  );
});
