"""Every phone on this node: makes a peer of an offer, finds the peer of a datagram, ends the silent ones."""

from __future__ import annotations

from responder.transport.peer import Peer
from responder.transport.port import MediaPort


class Peers:
    """The peers behind one media port."""

    def __init__(self, media_port: MediaPort) -> None:
        """Use `media_port`, which must be started before the first `create`."""
        raise NotImplementedError

    def create(self, offer_sdp: str, now: float) -> Peer:
        """Answer an offer of receive-only H.264 video; raises SdpError with a reason for the phone."""
        raise NotImplementedError

    def close_all(self, reason: str) -> None:
        """Close every peer, as at shutdown."""
        raise NotImplementedError

    def __len__(self) -> int:
        """How many peers are open."""
        raise NotImplementedError
