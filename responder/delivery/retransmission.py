"""What was sent on a slot a moment ago, so that a lost packet can be sent again (RFC 4585, RFC 4588)."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType

from msgspec import Struct

from responder.delivery.slot import SlotFrame

# A player that waited longer has moved on to the next key frame.
MAX_AGE_S = 2.0
# A packet lost four times sits in an outage: sending it again only adds to the queue.
MAX_RESENDS = 3
# Below this a repeated NACK is about the resend that is still on its way.
MIN_INTERVAL_S = 0.1
# How often, and when last, each packet of a frame was sent again: for most frames none was.
_NO_RESENDS: Mapping[int, tuple[int, float]] = MappingProxyType({})


class Resend(Struct, frozen=True, kw_only=True):
    """One packet to send again, as it was sent first."""

    sequence_number: int
    timestamp: int
    marker: bool
    payload: bytes


class _Sent:
    """A frame that was sent, and how often each of its packets was sent again."""

    __slots__ = ("resends", "sent_at_s", "slot_frame")

    def __init__(self, slot_frame: SlotFrame, now: float) -> None:
        self.slot_frame = slot_frame
        self.sent_at_s = now
        self.resends = _NO_RESENDS

    def may_resend(self, place: int, now: float, interval_s: float) -> bool:
        count, last_s = self.resends.get(place, (0, self.sent_at_s - interval_s))
        return count < MAX_RESENDS and now - last_s >= interval_s

    def resend(self, place: int, now: float) -> Resend:
        count, _ = self.resends.get(place, (0, now))
        self.resends = {**self.resends, place: (count + 1, now)}
        return self.packet(place)

    def packet(self, place: int) -> Resend:
        payloads = self.slot_frame.frame.payloads
        return Resend(
            sequence_number=(self.slot_frame.first_sequence_number + place) & 0xFFFF,
            timestamp=self.slot_frame.timestamp,
            marker=place == len(payloads) - 1,
            payload=payloads[place],
        )


class SentHistory:
    """Frames sent on one slot within the last `MAX_AGE_S`; their payloads are shared by all viewers."""

    def __init__(self) -> None:
        self._sent: deque[_Sent] = deque()

    def sent(self, slot_frame: SlotFrame, now: float) -> None:
        """Remembers a frame whose packets leave now."""
        self._sent.append(_Sent(slot_frame, now))
        self._forget_before(now - MAX_AGE_S)

    def resend(self, sequence_numbers: Iterable[int], now: float, rtt_s: float) -> list[Resend]:
        """The packets of a NACK worth sending again, in the order asked for.

        Each at most `MAX_RESENDS` times, at least max(100 ms, 2 RTT) apart, and none older than `MAX_AGE_S`.
        """
        self._forget_before(now - MAX_AGE_S)
        interval_s = max(MIN_INTERVAL_S, 2 * rtt_s)
        found = (self._find(number) for number in sequence_numbers)
        return [
            sent.resend(place, now)
            for sent, place in (hit for hit in found if hit is not None)
            if sent.may_resend(place, now, interval_s)
        ]

    def recent(self, size_bytes: int, now: float) -> list[Resend]:
        """The newest packets, about `size_bytes` of them: what a probe is made of.

        They do not count as resends. The newest frame is left out: its last packets may still stand in the
        pacer.
        """
        self._forget_before(now - MAX_AGE_S)
        packets: list[Resend] = []
        for packet in self._newest_first():
            if len(packet.payload) > 2 * size_bytes:
                break
            packets.append(packet)
            size_bytes -= len(packet.payload)
        return packets

    def _newest_first(self) -> Iterator[Resend]:
        for newer, sent in pairwise(reversed(self._sent)):
            # A frame that was cut short by a switch gave the rest of its numbers to the next one.
            numbers = (
                newer.slot_frame.first_sequence_number - sent.slot_frame.first_sequence_number
            ) & 0xFFFF
            for place in reversed(range(min(numbers, len(sent.slot_frame.frame.payloads)))):
                yield sent.packet(place)

    def _find(self, sequence_number: int) -> tuple[_Sent, int] | None:
        for sent in reversed(self._sent):
            place = (sequence_number - sent.slot_frame.first_sequence_number) & 0xFFFF
            if place < len(sent.slot_frame.frame.payloads):
                return sent, place
        return None

    def _forget_before(self, oldest_s: float) -> None:
        while self._sent and self._sent[0].sent_at_s < oldest_s:
            self._sent.popleft()
