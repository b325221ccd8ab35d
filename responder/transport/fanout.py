"""What leaves for one phone: headers stamped, protected, a frame per system call, no faster than the link."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import msgspec
import pylibsrtp

from responder.delivery.bandwidth.estimate import BandwidthEstimator
from responder.delivery.pacer import Departure, Pacer
from responder.delivery.retransmission import Resend, SentHistory
from responder.delivery.rtp import RtpStream, RtxStream
from responder.delivery.slot import Slot, SlotFrame
from responder.transport.port import Sender
from responder.transport.srtp import BURST_MAX_PACKETS, TRAILER_BYTES, Burst, BurstProtector

# What IPv4 and UDP add to each datagram; the estimator counts bytes as the link carries them.
DATAGRAM_OVERHEAD_BYTES = 28
# An ordinary frame leaves in one system call; libwebrtc's bursts are of up to 40 ms.
BURST_S = 0.010
# A probe leaves in steps of this length, as the estimator asks for.
PROBE_STEP_S = 0.005
# Without an answer of the phone the estimate falls, if slowly: it is looked at as often.
FOLLOW_S = 0.1
# What one padding packet holds; a probe of no more than this is not worth real packets.
PADDING_BYTES = 255


class SlotStreams(msgspec.Struct, frozen=True):
    """One slot's place in time, and its RTP streams."""

    slot: Slot
    media: RtpStream
    rtx: RtxStream | None


class FanOut:
    """The way out to one phone, for all its slots; sends nothing before `open` and nothing after `close`.

    Frames enter in order through `enqueue`; the pacer decides when each part of them leaves. `sender` is the
    phone's selected path; None while it has none, which drops what should leave.
    """

    def __init__(self, streams: Sequence[SlotStreams], estimator: BandwidthEstimator) -> None:
        self.sender: Sender | None = None
        self.packets_sent = 0
        self.bytes_sent = 0
        self.packets_dropped = 0
        self.packets_resent = 0
        self._streams = tuple(streams)
        self._histories = [SentHistory() for _ in streams]
        self._estimator = estimator
        self._pacer = Pacer([each.slot for each in streams], budget_bps=None, interval_s=BURST_S)
        self._srtp: BurstProtector | None = None
        self._transport_number = 0
        self._followed_at_s = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self._probing: asyncio.TimerHandle | None = None
        self._awaited: dict[int, Callable[[], None]] = {}
        self._left_at_s = [float("-inf")] * len(streams)

    @property
    def is_open(self) -> bool:
        """Whether frames can leave."""
        return self._srtp is not None

    def open(self, srtp: pylibsrtp.Session, now: float) -> None:
        """Begin to send with these keys."""
        self._srtp = BurstProtector(srtp)
        self._pacer.set_budget(self._estimator.pacing_bps(now))

    def close(self, goodbyes: Sequence[bytes], record: bytes) -> None:
        """Send RTCP goodbyes and a DTLS record, and nothing ever after."""
        srtp, self._srtp = self._srtp, None
        for timer in (self._timer, self._probing):
            if timer is not None:
                timer.cancel()
        self._awaited.clear()
        if self.sender is not None:
            protected = [] if srtp is None else [srtp.protect_rtcp(each) for each in goodbyes]
            self.sender.send_last([*protected, record] if record else protected)
            self.sender = None

    def enqueue(self, slot_index: int, slot_frame: SlotFrame, now: float) -> None:
        """Take a frame: at once if the link's budget allows, else its rest a little later."""
        departure = self._pacer.enqueue(slot_index, slot_frame, now)
        if departure is not None:
            self._depart(departure, now)
        self._arm(now)

    def discard(self, slot_index: int) -> None:
        """Take back what waits of a slot, before it is poured anew."""
        self._pacer.discard(slot_index)

    def forget(self, slot_index: int) -> None:
        """Let nothing leave any more of what a slot has shown: no rest of a frame, no lost packet again."""
        self._pacer.abandon(slot_index)
        self._histories[slot_index] = SentHistory()
        self._awaited.pop(slot_index, None)

    def prefer(self, slot_index: int | None) -> None:
        """Let the frames of one slot overtake those of others."""
        self._pacer.prefer(slot_index)

    def burst_bytes(self, now: float) -> int:
        """How large a cached group of pictures may be now."""
        return self._pacer.burst_bytes(now)

    def burst_wait_s(self, size_bytes: int, now: float) -> float:
        """How long a cached group of this size has to wait; infinite if the link never takes it."""
        return self._pacer.burst_wait_s(size_bytes, now)

    def left_at_s(self, slot_index: int) -> float:
        """When a frame of a slot last began to leave; minus infinity before the first one."""
        return self._left_at_s[slot_index]

    def call_when_next_leaves(self, slot_index: int, call: Callable[[], None]) -> None:
        """Call once when the next frame of a slot has left; replaces an earlier call."""
        self._awaited[slot_index] = call

    def resend(self, slot_index: int, sequence_numbers: Sequence[int], now: float) -> None:
        """Send lost packets again on the slot's retransmission stream, ahead of what waits."""
        rtx = self._streams[slot_index].rtx
        resends = self._histories[slot_index].resend(sequence_numbers, now, self._estimator.round_trip_s)
        if rtx is None or not resends:
            return
        size_bytes = self._leave(rtx.packets(resends, self._transport_number))
        self._pacer.spend(size_bytes, now)
        self.packets_resent += len(resends)

    def report(self, compounds: Iterable[bytes]) -> None:
        """Send RTCP."""
        for compound in compounds:
            if self._srtp is not None and self.sender is not None:
                self.sender.send(self._srtp.protect_rtcp(compound))

    def follow_estimate(self, now: float) -> None:
        """Let leave what an answer of the phone made room for, and no more. Due after each of them."""
        if self._srtp is not None:
            self._followed_at_s = now
            self._pacer.set_budget(self._estimator.pacing_bps(now))
            self._rearm(now)

    def tick(self, now: float) -> None:
        """Follow the estimate: the pacing rate, and a probe when one is wanted. Due every 100 ms."""
        if now - self._followed_at_s >= FOLLOW_S:
            self.follow_estimate(now)
        if self._probing is None:
            self._probe()

    def _probe(self) -> None:
        """Send what is due of a probe, and go on while it is unfinished."""
        self._probing = None
        now = time.monotonic()
        size_bytes = self._estimator.probe_bytes(now) if self._srtp is not None else 0
        if size_bytes > 0 and self._send_probe(size_bytes, now) > 0:
            self._probing = asyncio.get_running_loop().call_later(PROBE_STEP_S, self._probe)

    def _send_probe(self, size_bytes: int, now: float) -> int:
        """Recent packets again, the newest first, or padding: what a probe carries is of no matter."""
        rtx, resends = self._probe_material(size_bytes, now)
        if rtx is None:
            return 0
        if resends:
            return self._leave(rtx.packets(resends, self._transport_number))
        return self._leave(rtx.padding(-(-size_bytes // PADDING_BYTES), self._transport_number))

    def _probe_material(self, size_bytes: int, now: float) -> tuple[RtxStream | None, list[Resend]]:
        if size_bytes > PADDING_BYTES:
            for streams, history in zip(self._streams, self._histories, strict=True):
                resends = history.recent(size_bytes, now) if streams.rtx is not None else []
                if resends:
                    return streams.rtx, resends
        return next((streams.rtx for streams in self._streams if streams.rtx is not None), None), []

    def _drain(self) -> None:
        self._timer = None
        now = time.monotonic()
        for departure in self._pacer.due(now):
            self._depart(departure, now)
        self._arm(now)

    def _rearm(self, now: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._arm(now)

    def _arm(self, now: float) -> None:
        if self._timer is not None:
            return
        due_at = self._pacer.next_at()
        if due_at is not None:
            self._timer = asyncio.get_running_loop().call_later(max(0.0, due_at - now), self._drain)

    def _depart(self, departure: Departure, now: float) -> None:
        left = 0
        for start in range(departure.start, departure.stop, BURST_MAX_PACKETS):
            left += self._leave_part(departure, start)
        if departure.start == 0:
            self._begun(departure, now, left=left > 0)

    def _leave_part(self, departure: Departure, start: int) -> int:
        """Protect and send as much of a frame as one burst holds; returns the bytes that left."""
        if self._srtp is None:
            return 0
        stop = min(departure.stop, start + BURST_MAX_PACKETS)
        media = self._streams[departure.slot_index].media
        train = media.write(
            self._srtp.view, departure.slot_frame, self._transport_number, TRAILER_BYTES, start, stop
        )
        return self._send(self._srtp.seal(train), stop - start)

    def _begun(self, departure: Departure, now: float, *, left: bool) -> None:
        """A frame has begun to leave."""
        self._histories[departure.slot_index].sent(departure.slot_frame, now)
        self._left_at_s[departure.slot_index] = now
        call = self._awaited.pop(departure.slot_index, None) if left and self._awaited else None
        if call is not None:
            call()

    def _leave(self, packets: Sequence[bytes]) -> int:
        """Protect and send packets with consecutive transport-wide numbers; returns the bytes that left."""
        if self._srtp is None:
            return 0
        if len(packets) <= BURST_MAX_PACKETS:
            return self._send(self._srtp.protect(packets), len(packets))
        return self._leave(packets[:BURST_MAX_PACKETS]) + self._leave(packets[BURST_MAX_PACKETS:])

    def _send(self, burst: Burst, count: int) -> int:
        """Hand `count` packets to the network, of which `burst` holds those that could be protected."""
        # Read as late as can be: time lost in here would look like a queue on the way.
        now = time.monotonic()
        taken = 0 if self.sender is None else self.sender.send_burst(burst)
        sizes = _on_the_link(burst.sizes)
        self._estimator.on_sent(self._transport_number, sizes, now)
        self._transport_number = (self._transport_number + count) & 0xFFFF
        size_bytes = sum(sizes[:taken])
        self.packets_sent += taken
        self.packets_dropped += count - taken
        self.bytes_sent += size_bytes
        return size_bytes


# The sizes of a frame are the same for all its viewers.
@lru_cache(maxsize=256)
def _on_the_link(sizes: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size + DATAGRAM_OVERHEAD_BYTES for size in sizes)
