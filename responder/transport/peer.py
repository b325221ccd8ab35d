"""One phone's transport: ICE-lite, DTLS, SRTP, its video slots and its bandwidth estimate."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from responder.delivery.gop import RungStream


class SlotClock(msgspec.Struct, frozen=True, kw_only=True):
    """Where a slot's RTP clock stands: the 32-bit RTP timestamp of a frame captured at a Unix time."""

    rtp_timestamp: int
    captured_at_s: float


class PeerStats(msgspec.Struct, frozen=True, kw_only=True):
    """What a peer has done so far."""

    state: str
    protocol: str | None
    packets_sent: int
    bytes_sent: int
    packets_dropped: int
    packets_resent: int
    keyframes_requested: int
    rtt_s: float | None
    loss: float
    estimate_bps: float


class Peer:
    """One phone: made by `Peers.create`, closed by its owner, by the phone or by silence.

    `on_first_frame(slot_index, stream)` is called when the first frame of a newly poured stream has been
    handed to the socket; `on_closed(reason)` exactly once, whoever closes. Reasons: "handshake-timeout",
    "handshake-failed", "consent-lost", "closed-by-phone", or what the owner passed to `close`.
    Times passed as `now` are `time.monotonic()` seconds.
    """

    peer_id: str
    answer_sdp: str
    slot_count: int
    on_first_frame: Callable[[int, RungStream], None]
    on_closed: Callable[[str], None]

    def pour(self, slot_index: int, stream: RungStream | None) -> None:
        """Show `stream` in a slot from its next IDR (or cached GOP) on; None empties it.

        The same stream again changes nothing. Raises IndexError for a slot that was not negotiated.
        """
        raise NotImplementedError

    def restart_ice(self, fragment: str) -> str:
        """Answer an ICE restart (RFC 8840 `application/trickle-ice-sdpfrag`), keeping DTLS and SRTP.

        Returns the answering fragment, or "" when the phone only trickled candidates (nothing to answer:
        an ICE-lite agent does not need them). Raises SdpError.
        """
        raise NotImplementedError

    def estimate_bps(self, now: float) -> float:
        """What the phone's link carries, in bits per second, headers included."""
        raise NotImplementedError

    def slot_clock(self, slot_index: int) -> SlotClock | None:
        """The slot's RTP time <-> capture time, or None before its first frame."""
        raise NotImplementedError

    def stats(self) -> PeerStats:
        """Counters so far."""
        raise NotImplementedError

    def close(self, reason: str) -> None:
        """End at once: RTCP BYE and DTLS close_notify first, not one media packet after it returns."""
        raise NotImplementedError
