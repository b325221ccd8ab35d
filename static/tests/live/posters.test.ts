/** Which photos are asked for, and when again. */

import { expect, it, vi } from "vitest";
import { Posters } from "../../src/live/posters";
import { withFakeTimers } from "../timers";

const PACE = { everyMs: 600, restShare: 0 };
const LONGER_THAN_THE_PACE_MS = 1_500;

withFakeTimers();

it("tells with every answer which map is in place, also where there is no newer photo", async () => {
  const told: string[] = [];
  const answers = [new Response("photo", { headers: headersAt("first") }), notModifiedAt("second")];
  vi.stubGlobal("fetch", async () => answers.shift());
  vi.stubGlobal("URL", { createObjectURL: () => "blob:", revokeObjectURL: () => {} });
  const posters = new Posters(
    () => {},
    "",
    (version) => told.push(version),
  );
  posters.want(["gym"], PACE);
  await vi.advanceTimersByTimeAsync(PACE.everyMs);
  posters.want(["gym"], PACE);
  await vi.advanceTimersByTimeAsync(PACE.everyMs);
  expect(told).toEqual(["first", "second"]);
});

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

const headersAt = (mapVersion: string) => ({
  ETag: '"1"',
  "X-Captured-At-Ms": "1",
  "X-Map-Version": mapVersion,
});

const notModifiedAt = (mapVersion: string) => new Response(null, { status: 304, headers: headersAt(mapVersion) });
