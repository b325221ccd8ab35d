"""Groups packets that left together, and compares how far groups left and arrived apart."""

from collections.abc import Iterable

from msgspec import Struct

from responder.delivery.bandwidth.feedback import Arrival

# Packets sent within this time are one group: a paced burst tells nothing within itself (libwebrtc
# InterArrival).
GROUP_S = 0.005
# A group whose packets were held up together and arrive as a burst stays one group up to this length.
_MAX_BURST_S = 0.1


class GroupDelta(Struct, frozen=True, gc=False):
    """Two consecutive groups compared."""

    sent_s: float
    """How far apart they left."""
    arrived_s: float
    """How far apart they arrived."""
    arrived_at_s: float
    """When the later one was complete, on the receiver's clock."""


class _Group:
    """Packets that left together; times of its first and last ones."""

    __slots__ = ("arrived_at_s", "first_arrived_at_s", "first_sent_at_s", "sent_at_s")

    def __init__(self, arrival: Arrival) -> None:
        self.first_sent_at_s = self.sent_at_s = arrival.sent_at_s
        self.first_arrived_at_s = arrival.first_arrived_at_s
        self.arrived_at_s = arrival.arrived_at_s


class PacketGroups:
    """Draft-ietf-rmcat-gcc section 5.2 pre-filtering, with libwebrtc's burst rule."""

    def __init__(self) -> None:
        self._previous: _Group | None = None
        self._current: _Group | None = None

    def add(self, arrivals: Iterable[Arrival]) -> list[GroupDelta]:
        """A comparison whenever a new group begins and two complete ones lie before it."""
        deltas: list[GroupDelta] = []
        for arrival in arrivals:
            current = self._current
            if current is None:
                self._current = _Group(arrival)
                continue
            since_first_s = arrival.sent_at_s - current.first_sent_at_s
            if since_first_s < 0:
                continue  # overtaken on the way: its group is closed
            if since_first_s <= GROUP_S or _held_up_together(current, arrival):
                current.sent_at_s = arrival.sent_at_s
                if arrival.arrived_at_s > current.arrived_at_s:
                    current.arrived_at_s = arrival.arrived_at_s
                continue
            previous, self._previous, self._current = self._previous, current, _Group(arrival)
            if previous is not None and current.arrived_at_s >= previous.arrived_at_s:
                deltas.append(_compare(previous, current))
        return deltas


def _held_up_together(group: _Group, arrival: Arrival) -> bool:
    arrived_s = arrival.arrived_at_s - group.arrived_at_s
    if arrived_s > GROUP_S or arrived_s >= arrival.sent_at_s - group.sent_at_s:
        return False
    return arrival.arrived_at_s - group.first_arrived_at_s < _MAX_BURST_S


def _compare(previous: _Group, current: _Group) -> GroupDelta:
    return GroupDelta(
        current.sent_at_s - previous.sent_at_s,
        current.arrived_at_s - previous.arrived_at_s,
        current.arrived_at_s,
    )
