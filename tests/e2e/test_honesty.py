"""A picture is never called live when it is not, and one camera's trouble stays its own."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from load_tests.site import Site
from responder.demo.camera import Fault
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import moving_picture, open_cameras, tile, wait_for_live

pytestmark = pytest.mark.browser

FAULTY = "cafeteria"
NEIGHBOUR = "main-lobby"
# A browser that makes nothing of what cameras send until it has said so: it counts packets and shows nothing.
BLIND = """
window.isBlind = true;
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (message) {
  if (String(message).includes('"undecodable":true')) window.isBlind = false;
  send.call(this, message);
};
const getStats = RTCRtpReceiver.prototype.getStats;
RTCRtpReceiver.prototype.getStats = async function () {
  const counted = [...(await getStats.call(this))];
  return new Map(window.isBlind ? counted.map(([id, it]) => [id, { ...it, framesDecoded: 0 }]) : counted);
};
const callBack = HTMLVideoElement.prototype.requestVideoFrameCallback;
HTMLVideoElement.prototype.requestVideoFrameCallback = function (shown) {
  const retry = () => this.requestVideoFrameCallback(shown);
  return callBack.call(this, (...told) => (window.isBlind ? retry() : shown(...told)));
};
"""


@pytest.fixture
def inject(site: Site) -> Iterator[Callable[[Fault], None]]:
    """Makes the faulty camera misbehave until the test ends."""
    yield lambda fault: site.cameras.inject(FAULTY, fault)
    site.cameras.heal(FAULTY)


@pytest.fixture
def page(site: Site, open_phone: OpenPhone) -> Page:
    """A responder who watches both cameras live."""
    issued = site.share("high-school")
    page = open_phone(issued.url, has_map=False)
    open_cameras(page)
    for camera_id in (FAULTY, NEIGHBOUR):
        expect(tile(page, camera_id)).to_have_attribute("data-state", "live")
    return page


def test_a_camera_that_freezes_is_called_stale_until_it_recovers(
    site: Site, page: Page, inject: Callable[[Fault], None], screenshot: Screenshot
) -> None:
    """A stalled camera loses its badge while its neighbour moves on, and gets it back by itself."""
    inject(Fault.STALL)

    frozen = tile(page, FAULTY)
    expect(frozen).not_to_have_attribute("data-state", "live")
    expect(frozen).to_have_attribute("data-state", "stale")
    screenshot(page, "responder-frozen-camera")
    assert moving_picture(tile(page, NEIGHBOUR)).camera_number == site.cameras.numbers[NEIGHBOUR]

    site.cameras.heal(FAULTY)
    expect(frozen).to_have_attribute("data-state", "live")


def test_a_camera_that_is_gone_is_offline_with_its_reason(
    page: Page, inject: Callable[[Fault], None], screenshot: Screenshot
) -> None:
    """A camera that refuses connections says OFFLINE and why; the others stay live."""
    inject(Fault.REFUSE)

    gone = tile(page, FAULTY)
    expect(gone).to_have_attribute("data-state", "offline")
    expect(gone).to_contain_text("The camera")
    expect(tile(page, NEIGHBOUR)).to_have_attribute("data-state", "live")
    screenshot(page, "responder-camera-offline")
    wait_for_live(page, 5)


def test_what_a_browser_cannot_decode_is_encoded_anew_for_it(site: Site, open_phone: OpenPhone) -> None:
    """Two seconds of packets that become no picture: the phone says so, and then every tile moves."""
    page = open_phone("about:blank", has_map=False)
    page.add_init_script(BLIND)
    page.goto(site.share("high-school").url)
    open_cameras(page)

    wait_for_live(page, 4)

    assert page.evaluate("window.isBlind") is False
    assert moving_picture(tile(page, FAULTY)).camera_number == site.cameras.numbers[FAULTY]
