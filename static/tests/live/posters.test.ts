/** Which photos are asked for, and when again. */

import { expect, it, vi } from "vitest";
import { Posters } from "../../src/live/posters";
import { withFakeTimers } from "../timers";

const PACE = { everyMs: 600, restShare: 0 };
const LONGER_THAN_THE_PACE_MS = 1_500;

withFakeTimers();

it("asks for no photo again while its answer is on its way", async () => {
  const answers: ((answer: Response) => void)[] = [];
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => answers.push(resolve)));
  const posters = new Posters(() => {});
  posters.want(["gym"], PACE);
  vi.advanceTimersByTime(LONGER_THAN_THE_PACE_MS);
  posters.want(["gym"], PACE);
  expect(answers).toHaveLength(1);

  answers[0]?.(new Response(null, { status: 404 }));
  await vi.advanceTimersByTimeAsync(PACE.everyMs);
  expect(answers).toHaveLength(2);
});
