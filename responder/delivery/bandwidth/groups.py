"""Groups packets that left together, and compares how far groups left and arrived apart."""

from typing import NamedTuple

from responder.delivery.bandwidth.feedback import Arrival

# Packets sent within this time are one group: a paced burst tells nothing within itself (libwebrtc
# InterArrival).
GROUP_S = 0.005
# A group whose packets were held up together and arrive as a burst stays one group up to this length.
_MAX_BURST_S = 0.1


class GroupDelta(NamedTuple):
    """Two consecutive groups compared."""

    sent_s: float
    """How far apart they left."""
    arrived_s: float
    """How far apart they arrived."""
    arrived_at_s: float
    """When the later one was complete, on the receiver's clock."""


class _Group:
    __slots__ = ("arrived_at_s", "first_arrived_at_s", "first_sent_at_s", "sent_at_s")

    def __init__(self, arrival: Arrival) -> None:
        self.first_sent_at_s = self.sent_at_s = arrival.sent_at_s
        self.first_arrived_at_s = self.arrived_at_s = arrival.arrived_at_s


class PacketGroups:
    """Draft-ietf-rmcat-gcc section 5.2 pre-filtering, with libwebrtc's burst rule."""

    def __init__(self) -> None:
        self._previous: _Group | None = None
        self._current: _Group | None = None

    def add(self, arrival: Arrival) -> GroupDelta | None:
        """A comparison when this packet begins a new group and two complete ones lie before it."""
        current = self._current
        if current is None:
            self._current = _Group(arrival)
            return None
        if arrival.sent_at_s < current.first_sent_at_s:
            return None  # reordered on the way: its group is closed
        if self._belongs(current, arrival):
            current.sent_at_s = max(current.sent_at_s, arrival.sent_at_s)
            current.arrived_at_s = max(current.arrived_at_s, arrival.arrived_at_s)
            return None
        delta = self._compare(self._previous, current)
        self._previous, self._current = current, _Group(arrival)
        return delta

    @staticmethod
    def _belongs(group: _Group, arrival: Arrival) -> bool:
        if arrival.sent_at_s - group.first_sent_at_s <= GROUP_S:
            return True
        sent_s = arrival.sent_at_s - group.sent_at_s
        arrived_s = arrival.arrived_at_s - group.arrived_at_s
        held_up_together = arrived_s - sent_s < 0 and arrived_s <= GROUP_S
        return held_up_together and arrival.arrived_at_s - group.first_arrived_at_s < _MAX_BURST_S

    @staticmethod
    def _compare(previous: _Group | None, current: _Group) -> GroupDelta | None:
        if previous is None or current.arrived_at_s < previous.arrived_at_s:
            return None
        return GroupDelta(
            current.sent_at_s - previous.sent_at_s,
            current.arrived_at_s - previous.arrived_at_s,
            current.arrived_at_s,
        )
