"""Notices that a phone stopped answering: its radio stalled, or is gone for a while."""

from enum import Enum, auto

# Chromium answers every 50 to 250 ms; an interval outside of this is not the phone's choice.
_MIN_INTERVAL_S = 0.05
_MAX_INTERVAL_S = 0.25
_START_INTERVAL_S = 0.1
_INTERVAL_WEIGHT = 0.1
_MISSED_INTERVALS = 3
_ABOVE_ROUND_TRIP_S = 0.15
_OUTAGE_S = 1.0


class Hearing(Enum):
    """How well the phone is heard."""

    WELL = auto()
    SILENT = auto()  # an answer is overdue
    OUTAGE = auto()  # long overdue; lasts until the next answer


class Silence:
    """Watches the answers of a phone that has answered at least once."""

    def __init__(self) -> None:
        self.interval_s = _START_INTERVAL_S
        self._answered_at_s: float | None = None
        self._outage = False

    def on_feedback(self, now: float) -> bool:
        """An answer came; whether it ends an outage."""
        if self._answered_at_s is not None:
            sample_s = min(max(now - self._answered_at_s, _MIN_INTERVAL_S), _MAX_INTERVAL_S)
            self.interval_s += (sample_s - self.interval_s) * _INTERVAL_WEIGHT
        self._answered_at_s = now
        ended, self._outage = self._outage, False
        return ended

    def answered_within(self, seconds: float, now: float) -> bool:
        """Whether what the phone said last is that new."""
        return self._answered_at_s is not None and now - self._answered_at_s <= seconds

    def hearing(self, oldest_unreported_s: float | None, round_trip_s: float, now: float) -> Hearing:
        """`oldest_unreported_s` is when the oldest packet left that no answer has spoken of."""
        if self._outage:
            return Hearing.OUTAGE
        if self._answered_at_s is None or oldest_unreported_s is None:
            return Hearing.WELL
        overdue_s = now - max(oldest_unreported_s, self._answered_at_s)
        patience_s = max(_MISSED_INTERVALS * self.interval_s, round_trip_s + _ABOVE_ROUND_TRIP_S)
        if overdue_s < patience_s:
            return Hearing.WELL
        self._outage = overdue_s >= max(_OUTAGE_S, patience_s)
        return Hearing.OUTAGE if self._outage else Hearing.SILENT
