/** What waits for the first pictures, and for how long. */

import { expect, it, vi } from "vitest";
import { Pictures } from "../../src/live/pictures";
import { Posters } from "../../src/live/posters";
import { ServerClock } from "../../src/live/server-clock";
import { cameraView } from "../camera";
import { withFakeTimers } from "../timers";

const SETTLE_MS = 800;
const AT_LATEST_MS = 4_000;

withFakeTimers();

function waiting(): { pictures: Pictures; callback: ReturnType<typeof vi.fn>; takeBack: () => void } {
  const pictures = new Pictures([cameraView("gym")], new ServerClock(0, 0), new Posters(() => {}));
  const callback = vi.fn();
  return { pictures, callback, takeBack: pictures.afterFirstPictures(SETTLE_MS, AT_LATEST_MS, callback) };
}

it("waits for the first live picture as long as one may come", () => {
  const { callback } = waiting();
  vi.advanceTimersByTime(AT_LATEST_MS - 1);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(callback).toHaveBeenCalledOnce();
});

it("waits no longer than for the photos where no live picture can come, and calls once", () => {
  const { pictures, callback } = waiting();
  pictures.expectNone();
  vi.advanceTimersByTime(SETTLE_MS);
  expect(callback).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(AT_LATEST_MS);
  expect(callback).toHaveBeenCalledOnce();
});

it("calls nobody who took the wish back", () => {
  const { pictures, callback, takeBack } = waiting();
  pictures.expectNone();
  takeBack();
  vi.advanceTimersByTime(AT_LATEST_MS);
  expect(callback).not.toHaveBeenCalled();
});
