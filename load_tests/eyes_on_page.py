"""What the second phone's page tells of itself: when pictures came, and how it felt to the finger."""

from __future__ import annotations

from msgspec import Struct

# Times are Unix milliseconds. Light enough for a slowed phone: nothing reads the pictures themselves.
WATCH = """
(() => {
  const told = {
    tappedMs: null, posterMs: null, frameMs: null, liveMs: {}, interactionMs: 0, shift: 0,
  };
  window.eyesOn = told;
  const now = () => performance.timeOrigin + performance.now();
  document.addEventListener("click", (event) => {
    if (!event.target.closest('[data-testid="open-cameras"]')) return;
    told.tappedMs ??= performance.timeOrigin + event.timeStamp;
  }, true);
  document.addEventListener("load", ({ target }) => {
    if (target instanceof HTMLImageElement && target.closest(".picture")) told.posterMs ??= now();
  }, true);
  const ask = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
    return ask.call(this, (at, metadata) => {
      told.frameMs ??= performance.timeOrigin + at;
      callback(at, metadata);
    });
  };
  const isLive = (tile) => tile.dataset.testid === "tile" && tile.dataset.state === "live";
  new MutationObserver((changes) => {
    const tiles = changes.map(({ target }) => target).filter(isLive);
    for (const tile of tiles) told.liveMs[tile.dataset.cameraId] ??= now();
  }).observe(document, { subtree: true, attributeFilter: ["data-state"] });
  new PerformanceObserver((list) => {
    const taps = list.getEntries().filter(({ interactionId }) => interactionId > 0);
    told.interactionMs = Math.max(told.interactionMs, ...taps.map(({ duration }) => duration));
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
  let window_ = { from: 0, to: 0, shift: 0 };
  new PerformanceObserver((list) => {
    for (const { startTime, value, hadRecentInput } of list.getEntries()) {
      if (hadRecentInput) continue;
      const isNext = startTime - window_.to > 1_000 || startTime - window_.from > 5_000;
      if (isNext) window_ = { from: startTime, to: startTime, shift: 0 };
      window_ = { ...window_, to: startTime, shift: window_.shift + value };
      told.shift = Math.max(told.shift, window_.shift);
    }
  }).observe({ type: "layout-shift", buffered: true });
})();
"""

TELL = """() => {
  const isOnScreen = (tile) => {
    const { top, bottom } = tile.getBoundingClientRect();
    const wall = tile.closest(".wall").getBoundingClientRect();
    return bottom > Math.max(wall.top, 0) && top < Math.min(wall.bottom, innerHeight);
  };
  const tiles = [...document.querySelectorAll('[data-testid="tile"]')].filter(isOnScreen);
  const { tappedMs, posterMs, frameMs, liveMs, interactionMs, shift } = window.eyesOn;
  return {
    tapped_ms: tappedMs,
    poster_ms: posterMs,
    frame_ms: frameMs,
    live_ms: tiles.map((tile) => liveMs[tile.dataset.cameraId] ?? null),
    interaction_ms: interactionMs,
    shift,
  };
}"""

ALL_LIVE = f"""() => {{
  const {{ live_ms }} = ({TELL})();
  return live_ms.length > 0 && live_ms.every((it) => it !== null);
}}"""


class Told(Struct, frozen=True, kw_only=True):
    """What the page has seen. Unix milliseconds, but for `interaction_ms`."""

    tapped_ms: float
    poster_ms: float | None
    """The first photo that was drawn on any tile."""
    frame_ms: float | None
    """The first frame of any video that was presented."""
    live_ms: list[float | None]
    """When each tile on the screen was first called live."""
    interaction_ms: float
    """The longest from a tap or key to the next painting (INP of a page with fewer than 50)."""
    shift: float
    """Cumulative layout shift, as web vitals reckon it: the worst window of at most 5 s."""

    def since_tap_ms(self, at_ms: float | None) -> float | None:
        return None if at_ms is None else round(at_ms - self.tapped_ms, 1)

    @property
    def picture_ms(self) -> float | None:
        """The first picture of either kind: where a frame comes first, no photo is needed."""
        return min((it for it in (self.poster_ms, self.frame_ms) if it is not None), default=None)

    @property
    def all_live_ms(self) -> float | None:
        """When the last tile on the screen was live; None while one never was."""
        times = [it for it in self.live_ms if it is not None]
        return max(times) if times and len(times) == len(self.live_ms) else None
