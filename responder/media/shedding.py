"""What a transcoder that cannot keep up leaves out, and when it takes it up again."""

from collections.abc import Mapping

from responder.delivery.ladder import Rung

# Later than this is seen by people; earlier is a busy moment.
LATE_S = 0.25
# Pictures so late are not worth decoding: go on with the next key frame.
HOPELESS_S = 1.5
EARLY_S = 0.05
# One step at a time, so that its effect is seen before the next one.
DOWN_INTERVAL_S = 0.5
UP_INTERVAL_S = 5.0

# The base of a picture for everybody comes before more of it for somebody: the best rungs lose frames first,
# thumbnails last. Shares of the full frame rate, per step.
STEPS: tuple[Mapping[Rung, float], ...] = (
    {},
    {Rung.HIGH: 0.5},
    {Rung.HIGH: 0.5, Rung.MID: 0.5},
    {Rung.HIGH: 0.25, Rung.MID: 0.5, Rung.LOW: 0.5},
    {Rung.HIGH: 0.25, Rung.MID: 0.25, Rung.LOW: 0.5, Rung.THUMB: 0.5},
    {Rung.HIGH: 0.1, Rung.MID: 0.1, Rung.LOW: 0.25, Rung.THUMB: 0.25},
)


class LoadShedder:
    """Watches how late pictures are. Nobody is refused: there are only fewer frames."""

    def __init__(self) -> None:
        self._step = 0
        self._changed_at = 0.0
        self._early_since: float | None = None

    def share(self, rung: Rung) -> float:
        """Which share of its frames this rung keeps, at most 1."""
        return STEPS[self._step].get(rung, 1.0)

    def late(self, lag_s: float, now: float) -> bool:
        """A picture is taken up this long after it was captured; whether the shares changed."""
        if lag_s >= EARLY_S:
            self._early_since = None
        elif self._early_since is None:
            self._early_since = now
        if lag_s > LATE_S and self._step < len(STEPS) - 1 and now - self._changed_at >= DOWN_INTERVAL_S:
            return self._move(1, now)
        if self._step and self._early_since is not None and now - self._early_since >= UP_INTERVAL_S:
            self._early_since = now
            return self._move(-1, now)
        return False

    def _move(self, by: int, now: float) -> bool:
        self._step += by
        self._changed_at = now
        return True
