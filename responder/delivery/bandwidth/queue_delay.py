"""How long packets stand in queues on the way: one-way delay above what the way itself takes."""

import math
from collections.abc import Sequence

from responder.delivery.bandwidth.feedback import Arrival

# The way itself and the two clocks change slowly; the least of the last one to two windows is taken as no
# queue. The window of what is in flight empties the queue more often than that.
_WINDOW_S = 5.0
# A window whose least is so much above what was known ends in doubt: a link of 60 kbps takes longer than the
# window for what may be in flight there, and its queue then looks like the way; or the way is another one.
_DOUBT_S = 0.1
# What leaves so long after the queue must have drained meets none: its delay is that of the way.
_DRAINED_S = 0.2


class QueueDelay:
    """The queue that the packets of the latest feedback met."""

    def __init__(self) -> None:
        self.standing_s = 0.0
        """What all of them met: a burst that waits for its own end is no queue."""
        self._least_s = math.inf
        self._previous_least_s = math.inf
        self._window_began_s = -math.inf
        self._decided_at_s = -math.inf

    @property
    def in_doubt(self) -> bool:
        """Whether a queue or a longer way is seen, nobody knows which: little may leave until that is known.

        BBR asks the same question by the same means, each ten seconds (ProbeRTT).
        """
        return self._decided_at_s > -math.inf

    def add(self, arrivals: Sequence[Arrival]) -> None:
        """Takes in packets, at least one. Their two times are on different clocks: only changes count."""
        sent_at_s = arrivals[-1].sent_at_s
        least_s = min([arrival.first_arrived_at_s - arrival.sent_at_s for arrival in arrivals])
        if not self.in_doubt and sent_at_s - self._window_began_s > _WINDOW_S:
            self._end_window(sent_at_s)
        self._least_s = min(self._least_s, least_s)
        self.standing_s = least_s - min(self._least_s, self._previous_least_s)
        if self.in_doubt:
            self._decide(sent_at_s, least_s)

    def _end_window(self, now_s: float) -> None:
        known_s = min(self._least_s, self._previous_least_s)
        risen_s = self._least_s - known_s
        self._window_began_s = now_s
        if risen_s > _DOUBT_S:
            self._previous_least_s = known_s
            self._decided_at_s = now_s + risen_s + _DRAINED_S
        else:
            self._previous_least_s = self._least_s
        self._least_s = math.inf

    def _decide(self, sent_at_s: float, least_s: float) -> None:
        if self.standing_s <= _DOUBT_S / 2:
            self._decided_at_s = -math.inf
        elif sent_at_s > self._decided_at_s:
            self._least_s = self._previous_least_s = least_s
            self._decided_at_s, self.standing_s = -math.inf, 0.0
