"""A phone: answers with transport-cc feedback, asks for lost packets, and decodes what is whole."""

from collections.abc import Callable
from struct import pack, unpack_from

from msgspec import Struct

from load_tests.transport_feedback_writer import feedback_packet
from responder.delivery.ladder import LADDER, Rung
from tests.simulation.camera import LABEL
from tests.simulation.timeline import Timeline

# Chromium answers this often at a megabit.
FEEDBACK_INTERVAL_S = 0.062
# Chromium waits for reordered packets before it asks, and repeats once a round trip.
NACK_INTERVAL_S = 0.1
NACK_TRIES = 10
# A decoder that cannot go on asks for a key frame.
PLI_AFTER_S = 0.5


class Picture(Struct, frozen=True, kw_only=True):
    """A frame that the decoder put on the screen."""

    shown_at_s: float
    captured_at_s: float
    slot: int
    camera: int
    rung: Rung
    index: int
    """Of the frame within its stream."""
    keyframe: bool
    timestamp: int


class _Reception:
    """Packets of one slot, put in order."""

    def __init__(self, slot: int) -> None:
        self.slot = slot
        self.packets: dict[int, tuple[int, bool, bytes]] = {}
        self.next_number: int | None = None
        self.highest: int | None = None
        self.missing: dict[int, tuple[int, float]] = {}
        self.stuck_since_s: float | None = None

    def unwrapped(self, number: int) -> int:
        """The continuous number nearest to what came before."""
        if self.highest is None:
            return number
        return self.highest + ((number - self.highest + 0x8000) & 0xFFFF) - 0x8000


class Phone:
    """Receives media of any number of slots; `report` sends RTCP back to the service."""

    def __init__(self, timeline: Timeline, report: Callable[[bytes], None]) -> None:
        self.pictures: list[Picture] = []
        self.frames_skipped = 0
        """How often the decoder gave up waiting and went on at a key frame."""
        self.packets_asked_for = 0
        self._timeline = timeline
        self._report = report
        self._receptions: dict[int, _Reception] = {}
        self._arrivals: dict[int, int] = {}
        self._highest_transport: int | None = None
        self._reported_to: int | None = None
        timeline.every(FEEDBACK_INTERVAL_S, self._answer, first_s=FEEDBACK_INTERVAL_S)
        timeline.every(0.02, self._ask)

    def receive(self, packet: bytes) -> None:
        """An RTP packet with a transport-wide number in extension 3; even SSRCs are media, odd ones RTX."""
        words, transport = unpack_from("!H", packet, 14)[0], unpack_from("!H", packet, 17)[0]
        self._note_arrival(transport)
        number, timestamp, ssrc = unpack_from("!HII", packet, 2)
        payload = packet[16 + 4 * words :]
        marker = bool(packet[1] & 0x80)
        if packet[0] & 0x20:
            return
        if ssrc % 2:
            number, payload, ssrc = unpack_from("!H", payload)[0], payload[2:], ssrc - 1
        reception = self._receptions.setdefault(ssrc, _Reception(ssrc // 2))
        self._put(reception, reception.unwrapped(number), (timestamp, marker, payload))
        self._decode(reception)

    def _note_arrival(self, transport: int) -> None:
        highest = transport if self._highest_transport is None else self._highest_transport
        unwrapped = highest + ((transport - highest + 0x8000) & 0xFFFF) - 0x8000
        self._highest_transport = max(highest, unwrapped)
        self._arrivals[unwrapped] = round(self._timeline.now * 1e6) // 250 * 250

    def _put(self, reception: _Reception, number: int, packet: tuple[int, bool, bytes]) -> None:
        if reception.next_number is None:
            reception.next_number = number
        if reception.highest is not None and number > reception.highest + 1:
            for lost in range(reception.highest + 1, number):
                reception.missing[lost] = (0, self._timeline.now)
        reception.highest = number if reception.highest is None else max(number, reception.highest)
        reception.missing.pop(number, None)
        if number >= reception.next_number:
            reception.packets[number] = packet

    def _decode(self, reception: _Reception) -> None:
        """Shows every frame that is whole, in order; jumps to a whole key frame when it is stuck."""
        while (
            self._show_next(reception) or self._skip_cut_short(reception) or self._skip_to_keyframe(reception)
        ):
            reception.stuck_since_s = None
        if reception.packets and reception.stuck_since_s is None:
            reception.stuck_since_s = self._timeline.now

    def _show_next(self, reception: _Reception) -> bool:
        assert reception.next_number is not None
        end = self._frame_end(reception, reception.next_number)
        if end is None:
            return False
        self._show(reception, reception.next_number, end)
        return True

    def _frame_end(self, reception: _Reception, first: int) -> int | None:
        number = first
        while number in reception.packets and reception.packets[number][0] == reception.packets[first][0]:
            if reception.packets[number][1]:
                return number
            number += 1
        return None

    def _skip_cut_short(self, reception: _Reception) -> bool:
        """A switch may end a frame early: without its last packet, and no number is missing."""
        number = first = reception.next_number or 0
        while number in reception.packets and reception.packets[number][0] == reception.packets[first][0]:
            number += 1
        if number == first or number not in reception.packets:
            return False
        for cut in range(first, number):
            del reception.packets[cut]
        reception.next_number = number
        return True

    def _show(self, reception: _Reception, first: int, end: int) -> None:
        timestamp, _, payload = reception.packets[first]
        keyframe, camera, rank, index, captured_at_s = LABEL.unpack_from(payload)
        self.pictures.append(
            Picture(
                shown_at_s=self._timeline.now,
                captured_at_s=captured_at_s,
                slot=reception.slot,
                camera=camera,
                rung=LADDER[rank],
                index=index,
                keyframe=bool(keyframe),
                timestamp=timestamp,
            )
        )
        for number in [it for it in reception.packets if it <= end]:
            del reception.packets[number]
        for number in [it for it in reception.missing if it <= end]:
            del reception.missing[number]
        reception.next_number = end + 1

    def _skip_to_keyframe(self, reception: _Reception) -> bool:
        for number in sorted(reception.packets):
            timestamp, _, payload = reception.packets[number]
            begins = number - 1 not in reception.packets or reception.packets[number - 1][0] != timestamp
            if payload[0] and begins and number - 1 in reception.packets:
                end = self._frame_end(reception, number)
                if end is not None:
                    self.frames_skipped += 1
                    self._show(reception, number, end)
                    return True
        return False

    def _answer(self) -> None:
        """Transport-cc feedback about everything up to the newest arrival."""
        if not self._arrivals or self._highest_transport is None:
            return
        base = min(self._arrivals) if self._reported_to is None else self._reported_to + 1
        base = min(base, min(self._arrivals))
        arrivals = [self._arrivals.get(number) for number in range(base, self._highest_transport + 1)]
        first_us = next(it for it in arrivals if it is not None)
        self._reported_to = self._highest_transport
        self._arrivals.clear()
        self._report(feedback_packet(base & 0xFFFF, arrivals, reference=first_us // 64_000))

    def _ask(self) -> None:
        for ssrc, reception in self._receptions.items():
            self._ask_for_missing(ssrc, reception)
            stuck_since_s = reception.stuck_since_s
            if stuck_since_s is not None and self._timeline.now - stuck_since_s > PLI_AFTER_S:
                reception.stuck_since_s = self._timeline.now
                self._report(pack("!BBHII", 0x81, 206, 2, 1, ssrc))

    def _ask_for_missing(self, ssrc: int, reception: _Reception) -> None:
        now = self._timeline.now
        due = [number for number, (_, due_s) in reception.missing.items() if due_s <= now]
        items = b""
        for number in due:
            tries, _ = reception.missing[number]
            if tries >= NACK_TRIES:
                del reception.missing[number]
                continue
            reception.missing[number] = (tries + 1, now + NACK_INTERVAL_S)
            items += pack("!HH", number & 0xFFFF, 0)
        self.packets_asked_for += len(items) // 4
        if items:
            self._report(pack("!BBHII", 0x81, 205, 2 + len(items) // 4, 1, ssrc) + items)
