"""The rate that delay allows: from arrivals to a verdict on the queue, and from that to a step up or down."""

from collections.abc import Sequence

from responder.delivery.bandwidth.acked import AckedBitrate, RecentBitrate
from responder.delivery.bandwidth.aimd import Aimd
from responder.delivery.bandwidth.feedback import Arrival
from responder.delivery.bandwidth.groups import PacketGroups
from responder.delivery.bandwidth.queue_delay import QueueDelay
from responder.delivery.bandwidth.trend import Trend, Usage

# A trend within less than this is a key frame passing through, not congestion.
_MIN_QUEUE_S = 0.03


class DelayBasedRate:
    """Send groups -> trend -> AIMD, with what arrives as the measure."""

    def __init__(self, *, start_bps: float, min_bps: float, max_bps: float) -> None:
        self._aimd = Aimd(start_bps=start_bps, min_bps=min_bps, max_bps=max_bps)
        self._acked = AckedBitrate()
        self._recent = RecentBitrate()
        self._queue = QueueDelay()
        self._groups = PacketGroups()
        self._trend = Trend()

    @property
    def bps(self) -> float:
        """What the link is thought to carry."""
        return self._aimd.bps

    @property
    def queue_s(self) -> float:
        """The queue that the newest packet met."""
        return self._queue.seconds

    @property
    def capacity_known(self) -> bool:
        """Whether the link was found full lately, at about the present rate."""
        return self._aimd.capacity_known

    def add(self, arrivals: Sequence[Arrival]) -> Usage:
        """Takes in the packets of one feedback; overuse when any moment of it says so and a queue stands."""
        if not arrivals:
            return Usage.NORMAL
        self._acked.add(arrivals)
        self._recent.add(arrivals)
        self._queue.add(arrivals)
        verdicts = [self._trend.add(delta) for delta in self._groups.add(arrivals)]
        if Usage.OVERUSE in verdicts and self._queue.seconds > _MIN_QUEUE_S:
            return Usage.OVERUSE
        return Usage.UNDERUSE if self._trend.usage is Usage.UNDERUSE else Usage.NORMAL

    def move(self, usage: Usage, round_trip_s: float, now: float) -> None:
        """One step, up or down."""
        arriving_bps = self._acked.bps
        if usage is Usage.OVERUSE and arriving_bps is not None:
            # The queue grows, so this is what the link carries, however little is sent on average.
            arriving_bps = max(arriving_bps, self._recent.bps)
        self._aimd.update(usage, arriving_bps, round_trip_s, now)

    def set(self, bps: float, now: float) -> None:
        """A probe or a guard knows better."""
        self._aimd.set(bps, now)

    def begin_anew(self) -> None:
        """Forgets the trend: what arrives after an outage does not continue what came before it."""
        self._groups, self._trend = PacketGroups(), Trend()
