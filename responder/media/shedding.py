"""What a transcoder that cannot keep up leaves out, and when it takes it up again."""

from collections.abc import Mapping

from responder.delivery.ladder import Rung
from responder.media.least_lag import LeastLag

# Later than this is seen by people; earlier is a busy moment.
LATE_S = 0.25
# Pictures so late are not worth decoding: go on with the next key frame.
HOPELESS_S = 1.5
EARLY_S = 0.05
WINDOW_S = 0.5
# So many windows in a row with an empty queue allow for more work.
EARLY_WINDOWS = 8

# The base of a picture for everybody comes before more of it for somebody: the best rungs lose frames first,
# thumbnails last. Shares of the full frame rate, per step.
STEPS: tuple[Mapping[Rung, float], ...] = (
    {},
    {Rung.HIGH: 0.5},
    {Rung.HIGH: 0.5, Rung.GOOD: 0.5},
    {Rung.HIGH: 0.5, Rung.GOOD: 0.5, Rung.MID: 0.5},
    {Rung.HIGH: 0.25, Rung.GOOD: 0.25, Rung.MID: 0.5, Rung.LOW: 0.5},
    {Rung.HIGH: 0.25, Rung.GOOD: 0.25, Rung.MID: 0.25, Rung.LOW: 0.5, Rung.THUMB: 0.5},
    {Rung.HIGH: 0.1, Rung.GOOD: 0.1, Rung.MID: 0.1, Rung.LOW: 0.25, Rung.THUMB: 0.25},
)


class LoadShedder:
    """Watches how late pictures are taken up. Nobody is refused: there are only fewer frames."""

    def __init__(self) -> None:
        self._step = 0
        self._least_lag = LeastLag(WINDOW_S)
        self._early_windows = 0

    def share(self, rung: Rung) -> float:
        """Which share of its frames this rung keeps, at most 1."""
        return STEPS[self._step].get(rung, 1.0)

    def late(self, lag_s: float, now: float) -> bool:
        """A picture is taken up so long after it was handed over; whether the shares changed."""
        least_lag_s = self._least_lag.add(lag_s, now)
        return least_lag_s is not None and self._judge(least_lag_s)

    def _judge(self, least_lag_s: float) -> bool:
        self._early_windows = self._early_windows + 1 if least_lag_s < EARLY_S else 0
        if least_lag_s > LATE_S and self._step < len(STEPS) - 1:
            self._step += 1
            return True
        if self._early_windows >= EARLY_WINDOWS and self._step:
            self._step -= 1
            self._early_windows = 0
            return True
        return False
