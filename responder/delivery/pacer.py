"""When each packet leaves: no faster than the link's budget, and never later than a live picture is worth."""

from collections import deque
from collections.abc import Iterator, Sequence

from msgspec import Struct

from responder.delivery.slot import Slot, SlotFrame

# What leaves at once stays within the time that the link needs for it (libwebrtc's pacer uses the same).
INTERVAL_S = 0.005
# Older than this a picture is dropped: the next key frame shows the truth sooner than a queue that has to
# drain.
MAX_QUEUE_S = 0.6
# A cached group of pictures may fill the queue for this long; the rest of the bound is for the frames
# behind it.
MAX_BURST_S = 0.3
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

    Rule 1: a frame that has begun to leave leaves as a whole. Rule 2: a slot's frames keep their order.
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
        self._queue: deque[_Queued] = deque()
        self._free_at_s = 0.0

    def set_budget(self, budget_bps: float | None) -> None:
        """Changes the pacing rate for what leaves from now on."""
        self._budget_bps = budget_bps

    def enqueue(self, slot_index: int, slot_frame: SlotFrame, now: float) -> Departure | None:
        """Takes a frame in; gives the part of it, mostly the whole, that leaves now."""
        count = len(slot_frame.frame.payloads)
        if self._queue:
            self._queue.append(_Queued(slot_index, slot_frame, 0, now))
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
        return self._free_at_s if self._queue else None

    def spend(self, size_bytes: int, now: float) -> None:
        """Counts bytes that leave without queueing: retransmissions and probes."""
        if self._budget_bps is not None:
            self._free_at_s = max(self._free_at_s, now) + size_bytes * 8 / self._budget_bps

    def discard(self, slot_index: int) -> None:
        """Takes back what waits of a slot, before it is poured anew or stopped."""
        self._take_back(slot_index)

    def burst_bytes(self, now: float) -> int:
        """How large a cached group of pictures may be now, to leave within `MAX_BURST_S`."""
        if self._budget_bps is None:
            return 1 << 30
        waiting_s = max(0.0, self._free_at_s - now)
        return max(0, round((MAX_BURST_S - waiting_s) * self._budget_bps / 8) - self._queued_bytes())

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
        free_at_s = max(self._free_at_s, now)
        second_per_byte = 8 / self._budget_bps
        if start == 0:
            whole_s = (frame.size_bytes + count * PACKET_OVERHEAD_BYTES) * second_per_byte
            if free_at_s + whole_s <= now + self._interval_s:
                self._free_at_s = free_at_s + whole_s
                return count
        stop = start
        while stop < count:
            cost_s = (len(frame.payloads[stop]) + PACKET_OVERHEAD_BYTES) * second_per_byte
            # A packet that alone takes longer than an interval leaves when nothing is owed.
            if free_at_s + cost_s > now + self._interval_s and free_at_s > now:
                break
            free_at_s += cost_s
            stop += 1
        self._free_at_s = free_at_s
        return stop

    def _drop_late(self, now: float) -> None:
        oldest_s = now - MAX_QUEUE_S
        late = {item.slot_index for item in self._queue if item.start == 0 and item.enqueued_at_s < oldest_s}
        for slot_index in late:
            dropped = self._take_back(slot_index)
            self._queue.extend(self._resumed(slot_index, dropped, now))

    def _take_back(self, slot_index: int) -> list[_Queued]:
        """Removes a slot's frames that have not begun to leave, and gives their numbers back."""
        dropped = [item for item in self._queue if item.slot_index == slot_index and item.start == 0]
        if dropped:
            self._slots[slot_index].retract(dropped[0].slot_frame)
            self._queue = deque(item for item in self._queue if item not in dropped)
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
