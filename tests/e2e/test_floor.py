"""Where live video does not come at all, pictures still do: photos over HTTPS, marked with their age."""

from collections import Counter

import pytest
from playwright.sync_api import Response, expect

from load_tests.browser import strip_of
from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import NO_WEBRTC, open_cameras, tile, wait_for_live

pytestmark = pytest.mark.browser

# Cuts every candidate out of the answer: a network that lets neither UDP nor TCP through to the media port.
BLOCKED = """
  const set = RTCPeerConnection.prototype.setRemoteDescription;
  window.isBlocked = true;
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    const lines = description.sdp.split("\\r\\n").filter((line) => !/^a=candidate:/i.test(line));
    const sdp = window.isBlocked ? lines.join("\\r\\n") : description.sdp;
    return set.call(this, { type: description.type, sdp });
  };
"""

# Whether so many different pictures have been on a camera's tile by now.
HAVE_BEEN_SHOWN = """([cameraId, count]) => {
  const picture = document.querySelector(`[data-testid="tile"][data-camera-id="${cameraId}"] img`);
  window.shown ??= new Set();
  if (picture) window.shown.add(picture.getAttribute("src"));
  return window.shown.size >= count;
}"""


@pytest.mark.parametrize("obstacle", [BLOCKED, NO_WEBRTC], ids=["blocked", "no-webrtc"])
def test_photos_move_where_no_video_comes(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot, obstacle: str
) -> None:
    """Every tile on the screen is a photo of the right camera that renews by itself, and none comes twice."""
    issued = site.share("high-school")
    page = open_phone("about:blank", has_map=False)
    page.add_init_script(obstacle)
    bodies: Counter[str] = Counter()

    def count(response: Response) -> None:
        if "/api/posters/" in response.url and response.status == 200:
            bodies[f"{response.url} {response.headers['etag']}"] += 1

    page.on("response", count)
    page.goto(issued.url)
    open_cameras(page)
    page.wait_for_function(
        """() => document.querySelectorAll('[data-testid="tile"][data-state="photo"]').length >= 4"""
    )
    camera_id = page.get_by_test_id("tile").first.get_attribute("data-camera-id") or ""

    page.get_by_test_id("banner").wait_for()
    page.wait_for_function(HAVE_BEEN_SHOWN, arg=[camera_id, 6])
    screenshot(page, f"floor-{'blocked' if obstacle == BLOCKED else 'no-webrtc'}-390x844")
    reading = strip_of(tile(page, camera_id).locator("img"))
    assert reading is not None
    assert reading.camera_number == site.cameras.numbers[camera_id]
    assert max(bodies.values()) == 1


def test_the_floor_is_left_by_itself(site: Site, open_phone: OpenPhone) -> None:
    """Once the network lets video through, the photos become live without a tap."""
    issued = site.share("high-school")
    page = open_phone("about:blank", has_map=False)
    page.add_init_script(BLOCKED)
    page.goto(issued.url)
    open_cameras(page)
    page.get_by_test_id("banner").wait_for()

    page.evaluate("() => { window.isBlocked = false; }")

    wait_for_live(page, 6)
    expect(page.get_by_test_id("banner")).to_have_count(0)
