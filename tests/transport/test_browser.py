"""Chromium plays the slots over UDP and over ICE-TCP, and gets its picture back after an ICE restart."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from load_tests.browser import FLAGS
from responder.transport.peer import Peer
from responder.transport.peers import Peers
from tests.transport.conftest import PATIENCE_S
from tests.transport.synthetic_feed import SyntheticFeed

pytestmark = pytest.mark.browser

Play = Callable[[SyntheticFeed], SyntheticFeed]

# Two slots, with the candidates of one protocol alone. Resolves when both show a picture.
_WATCH = """async ({ protocol }) => {
  window.connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  const wanted = (codec) => /mode=1/.test(codec.sdpFmtpLine) && /H264/.test(codec.mimeType);
  const codecs = RTCRtpReceiver.getCapabilities("video").codecs.filter(
    (codec) => codec.mimeType === "video/rtx" || wanted(codec));
  const pictures = [0, 1].map(() => {
    const transceiver = connection.addTransceiver("video", { direction: "recvonly" });
    transceiver.setCodecPreferences(codecs);
    const video = Object.assign(document.createElement("video"), { muted: true, autoplay: true });
    video.srcObject = new MediaStream([transceiver.receiver.track]);
    document.body.append(video);
    return new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  });
  await connection.setLocalDescription();
  const other = protocol === "udp" ? " tcp " : " udp ";
  const isOther = (line) => line.startsWith("a=candidate") && line.includes(other);
  const lines = (await window.negotiate(connection.localDescription.sdp)).split("\\r\\n");
  window.answer = lines.filter((line) => !isOther(line)).join("\\r\\n");
  await connection.setRemoteDescription({ type: "answer", sdp: answer });
  await Promise.all(pictures);
}"""

# As the client does it: the answer again, with the fragment's credentials.
_RESTART = """async () => {
  connection.restartIce();
  await connection.setLocalDescription();
  const credentials = (sdp) => ["ufrag", "pwd"].map((name) => sdp.match(`a=ice-${name}:[A-Za-z0-9+/]+`)[0]);
  const ours = credentials(connection.localDescription.sdp).join("\\r\\n");
  const [ufrag, pwd] = credentials(await window.restart(ours));
  const sdp = answer.replace(/a=ice-ufrag:.*/g, ufrag).replace(/a=ice-pwd:.*/g, pwd);
  await connection.setRemoteDescription({ type: "answer", sdp });
}"""

_RECEIVED = """async () => [...(await connection.getStats()).values()]
  .filter((report) => report.type === "inbound-rtp")
  .map((report) => ({ decoded: report.framesDecoded, lost: report.packetsLost }))"""


@pytest.fixture
async def page(chromium: str) -> AsyncIterator[Page]:
    """A blank page in a headless Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield await browser.new_page()
        await browser.close()


async def watch(page: Page, peers: Peers, feeds: list[SyntheticFeed], protocol: str) -> Peer:
    """Show each feed in a slot of a real browser."""
    made: list[Peer] = []

    def negotiate(offer: str) -> str:
        made.append(peers.create(offer, time.monotonic()))
        for slot, feed in enumerate(feeds):
            made[0].pour(slot, feed)
        return made[0].answer_sdp

    await page.expose_function("negotiate", negotiate)
    await page.expose_function("restart", lambda fragment: made[0].restart_ice(fragment))
    async with asyncio.timeout(PATIENCE_S):
        await page.evaluate(_WATCH, {"protocol": protocol})
    return made[0]


async def received(page: Page) -> list[dict[str, Any]]:
    """What the browser counts per slot."""
    counts: list[dict[str, Any]] = await page.evaluate(_RECEIVED)
    return counts


async def more_pictures(page: Page, count: int) -> list[dict[str, Any]]:
    """Wait until every slot has decoded so many more pictures."""
    before = await received(page)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            after = await received(page)
            if all(
                now["decoded"] >= then["decoded"] + count for now, then in zip(after, before, strict=True)
            ):
                return after
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
async def test_a_browser_plays_its_slots(page: Page, peers: Peers, playing: Play, protocol: str) -> None:
    """Two cameras, one bundle, nothing lost; over TCP where UDP is blocked."""
    feeds = [playing(SyntheticFeed("gym", luma=60)), playing(SyntheticFeed("yard", luma=200))]
    peer = await watch(page, peers, feeds, protocol)
    counts = await more_pictures(page, 30)
    assert [each["lost"] for each in counts] == [0, 0]
    assert peer.stats().protocol == protocol


async def test_a_browser_gets_its_picture_back_after_an_ice_restart(
    page: Page, peers: Peers, playing: Play
) -> None:
    """`restartIce()` through a fragment: same keys, same SSRCs, the picture goes on."""
    feeds = [playing(SyntheticFeed("gym", luma=60)), playing(SyntheticFeed("yard", luma=200))]
    peer = await watch(page, peers, feeds, "udp")
    await page.evaluate(_RESTART)
    await more_pictures(page, 30)
    assert await page.evaluate("connection.connectionState") == "connected"
    assert peer.stats().keyframes_requested == 0
