"""A bound on how often something may be asked of us: a token bucket, pure."""


class Allowance:
    """`rate_per_s` units of work a second, of which a second's worth may come at once."""

    def __init__(self, rate_per_s: float) -> None:
        self._rate_per_s = rate_per_s
        self._units = rate_per_s
        self._at_s = float("-inf")

    def take(self, now: float) -> bool:
        """Whether one more unit may be spent now; if so it is."""
        self._units = min(self._rate_per_s, self._units + (now - self._at_s) * self._rate_per_s)
        self._at_s = now
        if self._units < 1:
            return False
        self._units -= 1
        return True

    def charge(self, units: float) -> None:
        """Count work that turned out larger than one unit: what follows has to wait for it."""
        self._units -= units
