"""How long packets stand in queues on the way: one-way delay above the least that was seen lately."""

import math
from collections.abc import Sequence

from responder.delivery.bandwidth.feedback import Arrival

# The way itself and the two clocks change slowly; the least of the last one to two windows is taken as no
# queue. The window of what is in flight empties the queue more often than that; a way that got longer
# unnoticed would look like one for as long.
_WINDOW_S = 5.0


class QueueDelay:
    """The queue that the packets of the latest feedback met."""

    def __init__(self) -> None:
        self.standing_s = 0.0
        """What all of them met: a burst that waits for its own end is no queue."""
        self._least_s = math.inf
        self._previous_least_s = math.inf
        self._window_began_s = -math.inf

    def add(self, arrivals: Sequence[Arrival]) -> None:
        """Takes in packets, at least one. Their two times are on different clocks: only changes count."""
        newest = arrivals[-1]
        if newest.sent_at_s - self._window_began_s > _WINDOW_S:
            self._previous_least_s, self._least_s = self._least_s, math.inf
            self._window_began_s = newest.sent_at_s
        least_s = min([arrival.first_arrived_at_s - arrival.sent_at_s for arrival in arrivals])
        self._least_s = min(self._least_s, least_s)
        self.standing_s = least_s - min(self._least_s, self._previous_least_s)
