"""What an officer does and sees on the screens, in the words of the tests."""

from playwright.sync_api import Locator, Page, expect

from load_tests.browser import strip_of
from load_tests.site import Site
from responder.demo.strip import StripReading

# From a tap to moving pictures takes half a second here; a busy test machine may need much longer.
PATIENCE_MS = 30_000
# A browser that cannot play live video at all.
NO_WEBRTC = "delete window.RTCPeerConnection"
# A browser that cannot draw the map.
NO_WEBGL = """
  const getContext = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (type, ...options) {
    return type.startsWith("webgl") ? null : getContext.call(this, type, ...options);
  };
"""


def sign_in(page: Page, site: Site, username: str | None = None) -> None:
    """As the safety officer, or as another account of the site."""
    page.get_by_test_id("username").fill(username or site.username)
    page.get_by_test_id("password").fill(site.password)
    page.get_by_test_id("sign-in-submit").tap()
    expect(page.get_by_test_id("console")).to_be_visible()


def open_cameras(page: Page) -> None:
    """The responder's one tap."""
    page.get_by_test_id("open-cameras").tap()
    expect(page.get_by_test_id("viewer")).to_be_visible()


def live_tiles(page: Page) -> Locator:
    return page.locator('[data-testid="tile"][data-state="live"]')


def tile(page: Page, camera_id: str) -> Locator:
    return page.locator(f'[data-testid="tile"][data-camera-id="{camera_id}"]')


def live_camera(page: Page) -> str:
    """One camera whose tile is live now; which tile is the first live one may change at any time."""
    return live_tiles(page).first.get_attribute("data-camera-id") or ""


def live_cameras(page: Page, count: int) -> list[str]:
    """The cameras whose tiles are live, as soon as so many are at a time."""
    live = page.wait_for_function(
        """(count) => {
          const live = [...document.querySelectorAll('[data-testid="tile"][data-state="live"]')];
          return live.length >= count && live.map((it) => it.dataset.cameraId);
        }""",
        arg=count,
        timeout=PATIENCE_MS,
    )
    cameras: list[str] = live.json_value()
    return cameras


def wait_for_live(page: Page, count: int) -> None:
    """Waits until this many tiles are live."""
    live_cameras(page, count)


def moving_picture(shown: Locator) -> StripReading:
    """What the video inside an element shows, once two different frames of one camera were seen on it."""
    video = shown.locator("video")
    first = readable(video)
    for _ in range(200):
        now = readable(video)
        assert now.camera_number == first.camera_number
        if now.counter != first.counter:
            return now
        next_picture(video)
    raise AssertionError(f"the picture stands still at {first}")


def readable(video: Locator) -> StripReading:
    """The first readable strip; a picture may be caught while it changes its size."""
    for _ in range(200):
        reading = strip_of(video)
        if reading is not None:
            return reading
        next_picture(video)
    raise AssertionError("no picture with a strip was seen")


def next_picture(video: Locator) -> None:
    """Returns after the next frame was presented, or after half a second without one."""
    video.evaluate(
        """(video) => new Promise((resolve) => {
          video.requestVideoFrameCallback(resolve);
          setTimeout(resolve, 500);
        })"""
    )
