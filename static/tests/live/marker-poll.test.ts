/** Where no live session tells of markers and map, the phone asks, not too often, and believes only what is new. */

import { signal } from "@preact/signals";
import { afterEach, expect, it, vi } from "vitest";
import { MarkerPoll } from "../../src/live/marker-poll";
import { NOT_TOLD } from "../../src/live/viewing";
import type { MarkerView } from "../../src/wire/types";
import { markerView } from "../marker";

const asked: (string | null)[] = [];

/** A service with these markers, whose tag is their number. */
function serve(markers: readonly MarkerView[]): void {
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    const held = new Headers(init.headers).get("If-None-Match");
    asked.push(held);
    const tag = `"${markers.length}"`;
    const headers = { "Content-Type": "application/json", ETag: tag, "X-Map-Version": "second" };
    if (held === tag) return new Response(null, { status: 304, headers });
    return new Response(JSON.stringify(markers), { headers });
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
  asked.length = 0;
});

it("asks for everything once, then for what is new, every two seconds", async () => {
  const [poll, markers] = [new MarkerPoll(), signal<readonly MarkerView[]>(NOT_TOLD)];
  serve([markerView("m1")]);
  await poll.ask(markers, 0);
  expect(markers.value).toEqual([markerView("m1")]);
  await poll.ask(markers, 1_999);
  await poll.ask(markers, 2_000);
  expect(asked).toEqual([null, '"1"']);
  serve([markerView("m1"), markerView("m2")]);
  await poll.ask(markers, 4_000);
  expect(markers.value).toHaveLength(2);
});

it("does not take an old tag for what it was told meanwhile", async () => {
  const [poll, markers] = [new MarkerPoll(), signal<readonly MarkerView[]>(NOT_TOLD)];
  serve([markerView("m1")]);
  await poll.ask(markers, 0);
  markers.value = [markerView("m1"), markerView("withdrawn since")];
  await poll.ask(markers, 2_000);
  expect(asked).toEqual([null, null]);
  expect(markers.value).toEqual([markerView("m1")]);
});

it("tells which map is in place whenever it is answered, also where no marker is new", async () => {
  const [poll, markers] = [new MarkerPoll(), signal<readonly MarkerView[]>(NOT_TOLD)];
  serve([markerView("m1")]);
  expect(await poll.ask(markers, 0)).toBe("second");
  expect(await poll.ask(markers, 1_000)).toBeNull();
  expect(await poll.ask(markers, 2_000)).toBe("second");
});

it("keeps what it has while nothing gets through", async () => {
  const [poll, markers] = [new MarkerPoll(), signal<readonly MarkerView[]>([markerView("m1")])];
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("no network");
  });
  expect(await poll.ask(markers, 0)).toBeNull();
  expect(markers.value).toHaveLength(1);
});
