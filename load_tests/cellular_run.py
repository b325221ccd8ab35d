"""One run of the real client behind a cellular link, and what came on its screen meanwhile."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import msgspec
from msgspec import Struct
from playwright.sync_api import Page, ViewportSize, sync_playwright

from load_tests import measured_service, namespace_link
from load_tests.browser import launch, phone, trusting
from load_tests.measured_service import Choice, EstimatorSample
from load_tests.namespace_link import LinkSample, Shape, emulated_link
from load_tests.network_namespace import namespace
from load_tests.presented import WATCH, Frame, Presented, Watcher
from load_tests.site import FOOTAGE, Site, running_site

BUILDING = "high-school"
VISIBLE = 8
# A tall phone: below the large picture it shows the tiles of nine cameras, one of them the large one's.
FOCUSED = "second-floor-north-hall"
SCREEN: ViewportSize = {"width": 412, "height": 1015}
# The promise for the first frame: from then on a missing picture is a frozen one.
FIRST_FRAME_S = 1.0
COLLECT_EVERY_MS = 500

# The phone that REMB was made for: transport-wide feedback is missing in its own offer, wherever that goes.
WITHOUT_TRANSPORT_CC = """
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    get localDescription() {
      const offer = super.localDescription;
      const lines = offer?.sdp.split("\\r\\n").filter((line) => !/transport-(wide-)?cc/.test(line));
      return lines ? { type: offer.type, sdp: lines.join("\\r\\n") } : null;
    }
  };
"""
KEEP_PEERS = """
  window.peers = [];
  const NativePeer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends NativePeer {
    constructor(...given) { super(...given); window.peers.push(this); }
  };
"""
FOCUSED_BYTES = """async () => {
  const video = document.querySelector('[data-testid="focus-view"] video');
  const track = video?.srcObject?.getVideoTracks()[0]?.id;
  let bytes = 0;
  for (const peer of window.peers) {
    for (const it of (await peer.getStats()).values()) {
      if (it.type === "inbound-rtp" && it.trackIdentifier === track) bytes += it.bytesReceived;
    }
  }
  return bytes;
}"""


class Seen(Struct, frozen=True, kw_only=True):
    """One run: what came on the screen, and what the link and the service noted meanwhile. Unix seconds."""

    tapped_at_s: float
    ended_at_s: float
    presented: Presented
    focused_bytes: int
    link: list[LinkSample]
    estimates: list[EstimatorSample]

    @property
    def begin_s(self) -> float:
        """From here on pictures are expected."""
        return self.tapped_at_s + FIRST_FRAME_S

    @property
    def focused_frames(self) -> list[Frame]:
        """Of the focused camera in the large view."""
        return [it for it in self.presented.frames if it.focused and it.camera_id == FOCUSED]


def watch(choice: Choice, shape: Shape, seconds: float, *, chromium: str, pixel_ratio: float = 2) -> Seen:
    """One site, one phone, one run. Raises LinkUnavailable, ServiceFailed, LayoutChanged, FeedbackOffered."""
    with tempfile.TemporaryDirectory() as directory, namespace() as inside:
        data = Path(directory)
        link_log, estimator_log = data / "link.csv", data / "estimator.csv"
        service = (sys.executable, "-m", "load_tests.measured_service")
        program = (*service, "--estimator", choice, "--log", str(estimator_log))
        with (
            emulated_link(inside, Shape(), link_log) as link,
            running_site(
                data / "site", footage_dir=FOOTAGE, host=link.server_address, program=program
            ) as site,
            sync_playwright() as playwright,
        ):
            browser = launch(playwright, inside.program(chromium, data), trusting(site.origin))
            try:
                page = phone(browser, SCREEN, pixel_ratio).new_page()
                _prepare(page, site, choice)
                watcher = Watcher(page, site)
                link.shape(shape)
                page.get_by_test_id("open-cameras").tap(no_wait_after=True)
                ended_at_s = _look_on(page, watcher, seconds)
                _check_screen(watcher.presented)
                focused_bytes = page.evaluate(FOCUSED_BYTES)
            finally:
                browser.close()
        assert watcher.presented.tapped_at_s is not None
        estimates = measured_service.read_log(estimator_log)
        if choice is Choice.REMB and any(it.transport_cc for it in estimates):
            raise FeedbackOffered("the phone without transport-wide feedback offered it")
        return Seen(
            tapped_at_s=watcher.presented.tapped_at_s,
            ended_at_s=ended_at_s,
            presented=watcher.presented,
            focused_bytes=focused_bytes,
            link=namespace_link.read_log(link_log),
            estimates=estimates,
        )


def _prepare(page: Page, site: Site, choice: Choice) -> None:
    """Opens the link up to the tap, with a camera focused as after a reload."""
    issued = site.share(BUILDING)
    page.add_init_script(KEEP_PEERS)
    if choice is Choice.REMB:
        page.add_init_script(WITHOUT_TRANSPORT_CC)
    page.add_init_script(WATCH)
    place = msgspec.json.encode({"focused": FOCUSED}).decode()
    page.add_init_script(f"sessionStorage.setItem('place', {msgspec.json.encode(place).decode()})")
    page.goto(issued.url)
    page.get_by_test_id("open-cameras").wait_for()
    # The map's library comes with the page's idle time, if it comes early at all.
    page.wait_for_load_state("networkidle")


def _look_on(page: Page, watcher: Watcher, seconds: float) -> float:
    """Collects for so long after the tap; returns the Unix time at its end."""
    while True:
        page.wait_for_timeout(COLLECT_EVERY_MS)
        watcher.collect()
        tapped_at_s = watcher.presented.tapped_at_s
        now_s = float(page.evaluate("() => (performance.timeOrigin + performance.now()) / 1000"))
        if tapped_at_s is not None and now_s >= tapped_at_s + seconds:
            return now_s


class LayoutChanged(RuntimeError):
    """The screen shows another number of pictures than this test is about."""


class FeedbackOffered(RuntimeError):
    """A run with the phone's own estimates was one with the service's."""


def _check_screen(presented: Presented) -> None:
    asked = {it.camera_id for it in presented.reports if it.camera_id is not None}
    if FOCUSED not in asked or len(asked) != VISIBLE + 1:
        raise LayoutChanged(f"asked for {sorted(asked)}, not for {FOCUSED} and {VISIBLE} more")
