"""Counting phones at a site: each redeems a link, opens a live session, and counts packets."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx
import msgspec

from load_tests.counting_peer import CountingPeer
from responder.live.messages import LiveAnswer, LiveRequest, SlotRequest
from responder.web.wire import RedeemRequest

# The client's own (`static/src/wire/http.ts`).
TIMEOUT_S = 8.0
# A picture as wide as a tile on a phone.
TILE_WIDTH_PX = 360


class Phone:
    """One device of a link, with as many slots as it shows cameras."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._token = parts.fragment
        self._tap_key = secrets.token_hex(16)
        self._http = httpx.AsyncClient(
            base_url=self._origin, headers={"Origin": self._origin}, timeout=TIMEOUT_S
        )
        self.peer = CountingPeer()

    async def watch(self, camera_ids: Sequence[str], width_px: int = TILE_WIDTH_PX) -> None:
        """Returns when the connection stands; packets follow. Trying again is the same tap.

        Raises httpx.HTTPStatusError when refused.
        """
        request = RedeemRequest(token=self._token, tap_key=self._tap_key)
        redeemed = await self._http.post("/api/redeem", json=msgspec.to_builtins(request))
        redeemed.raise_for_status()
        self.peer = CountingPeer(len(camera_ids))
        slots = [
            SlotRequest(slot=slot, camera_id=camera_id, width_px=width_px)
            for slot, camera_id in enumerate(camera_ids)
        ]
        answered = await self._http.post(
            "/api/live",
            content=msgspec.json.encode(LiveRequest(sdp=self.peer.offer(), slots=slots)),
            headers={"Content-Type": "application/json"},
        )
        answered.raise_for_status()
        await self.peer.connect(msgspec.json.decode(answered.content, type=LiveAnswer).sdp)

    async def first_packet(self, within_s: float = 15.0) -> None:
        """Raises TimeoutError when none comes."""
        arrived = asyncio.Event()
        self.peer.on_rtp = lambda _: arrived.set()
        async with asyncio.timeout(within_s):
            await arrived.wait()
        self.peer.on_rtp = lambda _: None

    async def close(self) -> None:
        await self.peer.close()
        await self._http.aclose()
