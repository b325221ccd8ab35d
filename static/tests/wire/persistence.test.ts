/** A weak link answers late: what is worth it is asked again until then. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { NO_NETWORK } from "../../src/wire/failure";
import { fetchPersistently } from "../../src/wire/persistence";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const json = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

/** A network that fails so many times before it brings the answer; tells how often it was tried. */
function network(failures: number, answer: Response): { tried: number } {
  const seen = { tried: 0 };
  vi.stubGlobal("fetch", () => {
    seen.tried += 1;
    return seen.tried > failures ? Promise.resolve(answer) : Promise.reject(new TypeError("Failed to fetch"));
  });
  return seen;
}

it("asks again for as long as there is no network", async () => {
  const seen = network(9, json(200, { floor: 1 }));
  const answer = fetchPersistently("/api/campus/outline");
  await vi.runAllTimersAsync();
  expect(await answer).toEqual({ floor: 1 });
  expect(seen.tried).toBe(10);
});

it("takes no for an answer", async () => {
  const seen = network(0, json(403, { type: "not-allowed" }));
  await expect(fetchPersistently("/api/campus/outline")).rejects.toMatchObject({ failure: { reason: "not-allowed" } });
  expect(seen.tried).toBe(1);
});

it("gives up after so many tries where something else can be done", async () => {
  const seen = network(99, json(200, {}));
  const answer = expect(fetchPersistently("/api/campus/route", 4)).rejects.toMatchObject({
    failure: { reason: NO_NETWORK },
  });
  await vi.runAllTimersAsync();
  await answer;
  expect(seen.tried).toBe(4);
});

it("gives an answer that was too slow twice as long the next time", async () => {
  network(2, json(200, {}));
  const limit = vi.spyOn(AbortSignal, "timeout");
  const answer = fetchPersistently("/api/campus/outline");
  await vi.runAllTimersAsync();
  await answer;
  expect(limit.mock.calls.map(([ms]) => ms)).toEqual([8_000, 16_000, 32_000]);
});
