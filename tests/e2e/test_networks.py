"""Video comes through networks that do not want it."""

import pytest

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone
from tests.e2e.screen import live_camera, moving_picture, open_cameras, tile, wait_for_live

pytestmark = pytest.mark.browser

# Keeps the page's peer connections where a test can ask them for statistics.
KEEP_PEERS = """
  window.peers = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...given) { super(...given); window.peers.push(this); }
  };
"""
# Cuts every UDP candidate out of the answer: what is left is what a network that drops UDP leaves.
TCP_ONLY = """
  const set = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    const lines = description.sdp.split("\\r\\n").filter((line) => !/^a=candidate:.* udp /i.test(line));
    return set.call(this, { type: description.type, sdp: lines.join("\\r\\n") });
  };
"""
# Of the connection whose video is on the screen.
SELECTED_PROTOCOL = """() => {
  const peer = window.peers.find((it) => it.connectionState === "connected");
  const [receiver] = peer.getReceivers();
  return receiver.transport.iceTransport.getSelectedCandidatePair().remote.protocol;
}"""


def test_video_comes_over_tcp_where_udp_is_blocked(site: Site, open_phone: OpenPhone) -> None:
    """With no UDP candidate left the page connects over ICE-TCP and shows moving pictures."""
    issued = site.share("high-school")
    page = open_phone("about:blank", has_map=False)
    page.add_init_script(KEEP_PEERS)
    page.add_init_script(TCP_ONLY)
    page.goto(issued.url)

    open_cameras(page)
    wait_for_live(page, 6)

    assert page.evaluate(SELECTED_PROTOCOL) == "tcp"
    camera_id = live_camera(page)
    assert moving_picture(tile(page, camera_id)).camera_number == site.cameras.numbers[camera_id]
