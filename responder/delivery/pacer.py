"""When each packet leaves: no faster than the link's budget, and never later than a live picture is worth."""

import math
from collections import deque
from collections.abc import Iterator, Sequence

from msgspec import Struct

from responder.delivery.slot import Slot, SlotFrame

# What leaves at once stays within the time that the link needs for it (libwebrtc's pacer uses the same).
INTERVAL_S = 0.005
# Older than this a picture is dropped: the next key frame shows the truth sooner than a queue that has to
# drain.
MAX_QUEUE_S = 0.35
# A cached group of pictures may fill the queue for this long; the rest of the bound is for the frames
# behind it.
MAX_BURST_S = 0.3
# The budget may have grown meanwhile, or the queue become late.
_MAX_WAIT_S = 0.05
# Times are floating point numbers: less than a byte is nothing.
_ROUNDING_BYTES = 0.01
# IPv6 and UDP (48), RTP with extensions (20), SRTP tag (16).
PACKET_OVERHEAD_BYTES = 84


class Departure(Struct, frozen=True, kw_only=True):
    """The payloads `start:stop` of a frame leave now."""

    slot_index: int
    slot_frame: SlotFrame
    start: int
    stop: int


class _Queued:
    """A frame in the queue; the payloads before `start` have left."""

    __slots__ = ("enqueued_at_s", "slot_frame", "slot_index", "start")

    def __init__(self, slot_index: int, slot_frame: SlotFrame, start: int, now: float) -> None:
        self.slot_index = slot_index
        self.slot_frame = slot_frame
        self.start = start
        self.enqueued_at_s = now


class Pacer:
    """The one queue of a phone, over all its slots.

    Rule 1: a frame that has begun to leave leaves as a whole, unless its slot is abandoned. Rule 2: a
    slot's frames keep their order; those of the preferred slot overtake others, in the midst of a frame, too:
    on a thin link a tile's key frame takes longer than the large picture may stand.
    Rule 3: what waited longer than `MAX_QUEUE_S` is taken back from its slot, which then waits for a key
    frame, or goes on with the newest key frame that was in the queue.
    """

    def __init__(
        self, slots: Sequence[Slot], *, budget_bps: float | None, interval_s: float = INTERVAL_S
    ) -> None:
        """`budget_bps` is the pacing rate (not the estimate); `None` sends everything at once.

        `interval_s` is how much of the link's time may leave at once: a longer one takes fewer system calls.
        """
        self._slots = slots
        self._budget_bps = budget_bps
        self._interval_s = interval_s
        self._preferred: int | None = None
        self._queue: deque[_Queued] = deque()
        self._owed_bytes = 0.0
        self._counted_at_s = 0.0

    def set_budget(self, budget_bps: float | None) -> None:
        """Changes the pacing rate for what leaves from now on."""
        self._budget_bps = budget_bps

    def prefer(self, slot_index: int | None) -> None:
        """Lets the frames of one slot overtake those of others: the picture that a person looks at."""
        self._preferred = slot_index

    def enqueue(self, slot_index: int, slot_frame: SlotFrame, now: float) -> Departure | None:
        """Takes a frame in; gives the part of it, mostly the whole, that leaves now."""
        count = len(slot_frame.frame.payloads)
        if self._queue:
            self._wait(_Queued(slot_index, slot_frame, 0, now))
            return None
        stop = self._take(slot_frame, 0, now)
        if stop < count:
            self._queue.append(_Queued(slot_index, slot_frame, stop, now))
        if stop == 0:
            return None
        return Departure(slot_index=slot_index, slot_frame=slot_frame, start=0, stop=stop)

    def due(self, now: float) -> list[Departure]:
        """What leaves now, in order."""
        self._drop_late(now)
        departures: list[Departure] = []
        while self._queue:
            head = self._queue[0]
            stop = self._take(head.slot_frame, head.start, now)
            if stop == head.start:
                break
            departures.append(
                Departure(slot_index=head.slot_index, slot_frame=head.slot_frame, start=head.start, stop=stop)
            )
            head.start = stop
            if stop == len(head.slot_frame.frame.payloads):
                self._queue.popleft()
        return departures

    def next_at(self) -> float | None:
        """When `due` is to be called next; `None` while nothing is queued."""
        if not self._queue:
            return None
        wait_s = 0.0 if self._budget_bps is None else self._owed_bytes * 8 / self._budget_bps
        return self._counted_at_s + min(wait_s, _MAX_WAIT_S)

    def spend(self, size_bytes: int, now: float) -> None:
        """Counts bytes that leave without queueing: retransmissions and probes."""
        if self._budget_bps is not None:
            self._pay(self._budget_bps, now)
            self._owed_bytes += size_bytes

    def discard(self, slot_index: int) -> None:
        """Takes back what waits of a slot, before it is poured anew; a frame that has begun still ends."""
        self._take_unbegun(slot_index)

    def abandon(self, slot_index: int) -> None:
        """Takes back all of a slot: not one more packet of it leaves, whatever has begun.

        A frame that is cut short is of no use to a decoder, which goes on with the next key frame; no
        sequence number is missing.
        """
        waiting = [item for item in self._queue if item.slot_index == slot_index]
        if waiting:
            self._slots[slot_index].retract(waiting[0].slot_frame, waiting[0].start)
            self._queue = deque(item for item in self._queue if item.slot_index != slot_index)

    def burst_bytes(self, now: float) -> int:
        """How large a cached group of pictures may be now, to leave within `MAX_BURST_S`."""
        if self._budget_bps is None:
            return 1 << 30
        return max(0, round(self._room_bytes(self._budget_bps, now)))

    def burst_wait_s(self, size_bytes: int, now: float) -> float:
        """How long a cached group of this size has to wait for the budget; infinite if it is too large."""
        if self._budget_bps is None:
            return 0.0
        if size_bytes > MAX_BURST_S * self._budget_bps / 8:
            return math.inf
        return max(0.0, (size_bytes - self._room_bytes(self._budget_bps, now)) * 8 / self._budget_bps)

    def _room_bytes(self, budget_bps: float, now: float) -> float:
        """What is left of a burst; less than nothing while more than one is on its way."""
        self._pay(budget_bps, now)
        return MAX_BURST_S * budget_bps / 8 - self._owed_bytes - self._queued_bytes()

    def _queued_bytes(self) -> int:
        return sum(
            len(payload) for item in self._queue for payload in item.slot_frame.frame.payloads[item.start :]
        )

    def _take(self, slot_frame: SlotFrame, start: int, now: float) -> int:
        """Spends the budget on payloads from `start` on; gives where it ended."""
        frame = slot_frame.frame
        count = len(frame.payloads)
        if self._budget_bps is None:
            return count
        self._pay(self._budget_bps, now)
        room_bytes = self._interval_s * self._budget_bps / 8 + _ROUNDING_BYTES
        whole_bytes = frame.size_bytes + count * PACKET_OVERHEAD_BYTES
        if start == 0 and self._owed_bytes + whole_bytes <= room_bytes:
            self._owed_bytes += whole_bytes
            return count
        stop = start
        while stop < count:
            packet_bytes = len(frame.payloads[stop]) + PACKET_OVERHEAD_BYTES
            # A packet that alone takes longer than an interval leaves when nothing is owed.
            if self._owed_bytes + packet_bytes > room_bytes and self._owed_bytes > _ROUNDING_BYTES:
                break
            self._owed_bytes += packet_bytes
            stop += 1
        return stop

    def _pay(self, budget_bps: float, now: float) -> None:
        """The link has carried some of what was spent."""
        if now > self._counted_at_s:
            self._owed_bytes = max(0.0, self._owed_bytes - (now - self._counted_at_s) * budget_bps / 8)
            self._counted_at_s = now

    def _drop_late(self, now: float) -> None:
        oldest_s = now - MAX_QUEUE_S
        late = {item.slot_index for item in self._queue if item.start == 0 and item.enqueued_at_s < oldest_s}
        for slot_index in late:
            dropped = self._take_unbegun(slot_index)
            for item in self._resumed(slot_index, dropped, now):
                self._wait(item)

    def _wait(self, item: _Queued) -> None:
        if item.slot_index != self._preferred:
            self._queue.append(item)
            return
        before = (place + 1 for place, other in enumerate(self._queue) if other.slot_index == item.slot_index)
        self._queue.insert(max(before, default=0), item)

    def _take_unbegun(self, slot_index: int) -> list[_Queued]:
        """Removes a slot's frames that have not begun to leave, and gives their numbers back."""
        dropped = [item for item in self._queue if item.slot_index == slot_index and item.start == 0]
        if dropped:
            self._slots[slot_index].retract(dropped[0].slot_frame)
            self._queue = deque(item for item in self._queue if item.slot_index != slot_index or item.start)
        return dropped

    def _resumed(self, slot_index: int, dropped: Sequence[_Queued], now: float) -> Iterator[_Queued]:
        """The newest key frame among the dropped ones, and all after it, under new numbers."""
        keyframes = [place for place, item in enumerate(dropped) if item.slot_frame.frame.keyframe]
        oldest_s = now - MAX_QUEUE_S
        if not keyframes or dropped[keyframes[-1]].enqueued_at_s < oldest_s:
            return
        for item in dropped[keyframes[-1] :]:
            slot_frame = self._slots[slot_index].accept(item.slot_frame.frame, now)
            if slot_frame is not None:
                yield _Queued(slot_index, slot_frame, 0, item.enqueued_at_s)
