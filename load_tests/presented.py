"""What a page of the real client puts on the screen: cameras and frame numbers read from the pixels.

Install `WATCH` before the page loads; then call `Watcher.collect` often: a frame number means one moment only
for as long as the footage takes to come round.
"""

from __future__ import annotations

import base64
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from playwright.sync_api import Page

from load_tests.site import Site
from responder.demo.scene import LOOP_S
from responder.demo.strip import read_strip

# A strip of 40 cells needs a few pixels for each; more would only take time from the decoder.
STRIP_WIDTH_PX, STRIP_HEIGHT_PX = 160, 4

# Follows every frame that the client itself asks to be told of, the posters that it gets, and what the
# service says of the slots. Times are Unix milliseconds.
WATCH = """
(() => {
  const watched = { tapMs: null, frames: [], posters: [], states: [] };
  window.watched = watched;
  const now = () => performance.timeOrigin + performance.now();
  document.addEventListener("click", (event) => {
    if (!event.target.closest('[data-testid="open-cameras"]')) return;
    watched.tapMs ??= performance.timeOrigin + event.timeStamp;
  }, true);

  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [STRIP_WIDTH, STRIP_HEIGHT];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const strip = (source, width) => {
    context.drawImage(source, 0, 0, width, width / 40, 0, 0, STRIP_WIDTH, STRIP_HEIGHT);
    const { data } = context.getImageData(0, 0, STRIP_WIDTH, STRIP_HEIGHT);
    let green = "";
    for (let at = 1; at < data.length; at += 4) green += String.fromCharCode(data[at]);
    return btoa(green);
  };
  const ask = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
    return ask.call(this, (at, metadata) => {
      watched.frames.push({
        at_ms: performance.timeOrigin + at,
        width_px: this.videoWidth,
        focused: this.closest('[data-testid="focus-view"]') !== null,
        strip: strip(this, this.videoWidth),
      });
      callback(at, metadata);
    });
  };

  const native = window.fetch;
  window.fetch = async (...request) => {
    const answer = await native(...request);
    const captured = answer.headers.get("X-Captured-At-Ms");
    if (answer.ok && captured !== null) {
      const camera = decodeURIComponent(new URL(answer.url).pathname.split("/").pop());
      void answer.clone().blob().then(
        () => watched.posters.push({ at_ms: now(), camera_id: camera, captured_at_ms: Number(captured) }),
        () => {},
      );
    }
    return answer;
  };

  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        const message = JSON.parse(data);
        if (message.type !== "slot_states") return;
        watched.states.push({ at_ms: now(), slots: message.slots });
      });
    }
  };
})();
""".replace("STRIP_WIDTH", str(STRIP_WIDTH_PX)).replace("STRIP_HEIGHT", str(STRIP_HEIGHT_PX))

_TAKE = """() => ({
  tap_ms: watched.tapMs,
  frames: watched.frames.splice(0),
  posters: watched.posters.splice(0),
  states: watched.states.splice(0),
})"""


class Frame(Struct, frozen=True, kw_only=True):
    """A picture of a camera on the screen. Times are Unix seconds."""

    at_s: float
    camera_id: str
    counter: int
    width_px: int
    focused: bool
    """In the large view."""
    sent_at_s: float
    """When the camera sent it."""

    @property
    def delay_s(self) -> float:
        """From the camera to the screen."""
        return self.at_s - self.sent_at_s


class PosterArrival(Struct, frozen=True, kw_only=True):
    """A still picture that came whole."""

    at_s: float
    camera_id: str
    captured_at_s: float


class SlotReport(Struct, frozen=True, kw_only=True):
    """What the service said of a slot."""

    at_s: float
    slot: int
    camera_id: str | None
    delivery: str
    rung: str | None


class Presented(Struct, kw_only=True):
    """Everything seen so far, in the order of time."""

    tapped_at_s: float | None = None
    frames: list[Frame] = []
    posters: list[PosterArrival] = []
    reports: list[SlotReport] = []


class Watcher:
    """Reads a page that has `WATCH`."""

    def __init__(self, page: Page, site: Site) -> None:
        self.presented = Presented()
        self._page = page
        self._site = site
        self._camera_ids = {number: camera_id for camera_id, number in site.cameras.numbers.items()}

    def collect(self) -> None:
        """Takes what came since the last call: at least every few seconds, because footage repeats."""
        taken = self._page.evaluate(_TAKE)
        presented = self.presented
        if taken["tap_ms"] is not None:
            presented.tapped_at_s = taken["tap_ms"] / 1000
        presented.frames += [frame for it in taken["frames"] if (frame := self._frame(it)) is not None]
        presented.posters += [
            PosterArrival(
                at_s=it["at_ms"] / 1000,
                camera_id=it["camera_id"],
                captured_at_s=it["captured_at_ms"] / 1000,
            )
            for it in taken["posters"]
        ]
        for states in taken["states"]:
            presented.reports += [
                msgspec.convert({**slot, "at_s": states["at_ms"] / 1000}, SlotReport)
                for slot in states["slots"]
            ]

    def _frame(self, seen: dict[str, Any]) -> Frame | None:
        """None without a readable strip: a slot that is switched shows nothing for a moment."""
        luma = np.frombuffer(base64.b64decode(seen["strip"]), np.uint8)
        reading = read_strip(luma.reshape(STRIP_HEIGHT_PX, STRIP_WIDTH_PX))
        camera_id = None if reading is None else self._camera_ids.get(reading.camera_number)
        if reading is None or camera_id is None:
            return None
        at_s = seen["at_ms"] / 1000
        sent_at_s = self._sent_at_s(camera_id, reading.counter, at_s)
        if sent_at_s is None:
            return None
        return Frame(
            at_s=at_s,
            camera_id=camera_id,
            counter=reading.counter,
            width_px=seen["width_px"],
            focused=seen["focused"],
            sent_at_s=sent_at_s,
        )

    def _sent_at_s(self, camera_id: str, counter: int, at_s: float) -> float | None:
        """The last time before `at_s` at which the camera sent a frame of this number.

        Whatever rung shows it, it is a frame of one of the camera's streams, which are sent together. The
        footage may have come round again since.
        """
        times = (self._site.cameras.sent_at_s(camera_id, stream, counter) for stream in ("main", "sub"))
        latest_s = max((each for each in times if each is not None), default=None)
        if latest_s is None:
            return None
        # A picture is never on the screen before it was sent; the clocks agree to a millisecond.
        while latest_s > at_s + 0.005:
            latest_s -= LOOP_S
        return latest_s
