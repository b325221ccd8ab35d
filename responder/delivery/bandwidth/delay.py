"""The rates that delay allows: from arrivals to a verdict on the queue, from that to a step up or down."""

import math
from collections import deque
from collections.abc import Sequence

from responder.delivery.bandwidth.carried import CarriedBitrate
from responder.delivery.bandwidth.feedback import Arrival
from responder.delivery.bandwidth.groups import PacketGroups
from responder.delivery.bandwidth.momentary import MomentaryRate
from responder.delivery.bandwidth.queue_delay import QueueDelay
from responder.delivery.bandwidth.sustained import SustainedRate
from responder.delivery.bandwidth.trend import Trend, Usage

# A longer queue keeps the link busy: what comes through is what it carries.
_QUEUED_S = 0.02
# A trend within less than this is a key frame passing through, not congestion.
_MIN_TREND_QUEUE_S = 0.03
# The trend looks back over 20 groups or half a second; so many bursts hold both.
_UNREAD_MAX = 100
# More than the window aims at: too much, whatever the trend. On a thin link one packet waits for another.
_MAX_QUEUE_S = 0.08
_MAX_QUEUE_BITS = 1.5 * 1200 * 8
# What the link carries over a short time is the radio's mood, over a long one what it was before it slowed
# down: a fall to the larger of both neither follows a dip nor comes late.
_SHORT_S = 0.15
_LONG_S = 0.5
_USED_S = 1.0


class DelayBasedRate:
    """Send groups -> trend -> verdict -> two rates, with what comes through as the measure."""

    def __init__(self, *, start_bps: float, min_bps: float, max_bps: float) -> None:
        self._sustained = SustainedRate(start_bps=start_bps, min_bps=min_bps, max_bps=max_bps)
        self._momentary = MomentaryRate(start_bps=start_bps)
        self._carried = CarriedBitrate()
        self._queue = QueueDelay()
        self._groups = PacketGroups()
        self._trend = Trend()
        self._unread: deque[Arrival] = deque(maxlen=_UNREAD_MAX)
        self._way_since_s = -math.inf

    @property
    def bps(self) -> float:
        """What the link is thought to carry for some time."""
        return self._sustained.bps

    @property
    def momentary_bps(self) -> float:
        """What it carries just now."""
        return self._momentary.bps

    @property
    def used_bps(self) -> float:
        """What came through in the last second."""
        return self._carried.bps(_USED_S)

    @property
    def queue_s(self) -> float:
        """The queue that the newest packets met."""
        return self._queue.standing_s

    @property
    def in_doubt(self) -> bool:
        """Whether it is unknown if that is a queue (see `QueueDelay`)."""
        return self._queue.in_doubt

    @property
    def met_limit(self) -> bool:
        """Whether the link was ever found full."""
        return self._sustained.met_limit

    def add(self, arrivals: Sequence[Arrival]) -> Usage:
        """Takes in the packets of one feedback."""
        if not arrivals or arrivals[0].sent_at_s < self._way_since_s:
            return Usage.NORMAL
        self._carried.add(arrivals)
        self._queue.add(arrivals)
        queue_s = self._queue.standing_s
        if queue_s <= _MIN_TREND_QUEUE_S:
            # Whether so short a queue grows is of no matter, and most links have none: read it when it is.
            self._unread.extend(arrivals)
            return Usage.NORMAL
        if self._grows(arrivals) or queue_s > max(_MAX_QUEUE_S, _MAX_QUEUE_BITS / self.bps):
            return Usage.OVERUSE
        return Usage.UNDERUSE if self._trend.usage is Usage.UNDERUSE else Usage.NORMAL

    def move(self, usage: Usage, now: float) -> None:
        """One step, up or down."""
        queued = self._queue.standing_s > _QUEUED_S
        momentary_bps, lasting_bps = self._carried.bps(_SHORT_S), self._carried.bps(_LONG_S)
        self._sustained.move(
            usage,
            queued=queued,
            carried_bps=max(momentary_bps, lasting_bps) if usage is Usage.OVERUSE else lasting_bps,
            used_bps=self.used_bps,
            now=now,
        )
        self._momentary.move(self.bps, momentary_bps, now, queued=queued)

    def set(self, bps: float) -> None:
        """A probe or an outage knows better."""
        self._sustained.set(bps)
        self._momentary.set(self.bps)

    def begin_anew(self) -> None:
        """Forgets the trend: what arrives after an outage does not continue what came before it."""
        self._groups, self._trend = PacketGroups(), Trend()
        self._unread.clear()

    def change_way(self, now: float) -> None:
        """Forgets how long the way was, too: a longer one would look like a queue."""
        self._way_since_s = now
        self._queue = QueueDelay()
        self.begin_anew()

    def _grows(self, arrivals: Sequence[Arrival]) -> bool:
        """Whether the trend, with what was left unread, finds that the queue grew during these arrivals."""
        for delta in self._groups.add(self._unread):
            self._trend.add(delta)
        self._unread.clear()
        return Usage.OVERUSE in [self._trend.add(delta) for delta in self._groups.add(arrivals)]
