"""Token buckets: who asks too often is told when to come back; an emergency stays far below."""

from collections import OrderedDict

from msgspec import Struct

# About 2 MB; an attacker with more addresses than that only makes us forget who was greedy longest ago.
MAX_KEYS = 20_000


class Rate(Struct, frozen=True, kw_only=True):
    """`burst` at once, and `per_s` more each second."""

    burst: int
    per_s: float


class RateLimiter:
    """One bucket per key, full at first; pure: `now` is any clock in seconds that never runs backwards."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, now: float) -> float:
        """Takes one token; returns 0, or the seconds until there is one (then nothing is taken)."""
        tokens, seen_at = self._buckets.pop(key, (float(self._rate.burst), now))
        tokens = min(self._rate.burst, tokens + (now - seen_at) * self._rate.per_s)
        wait_s = 0.0 if tokens >= 1 else (1 - tokens) / self._rate.per_s
        self._buckets[key] = (tokens if wait_s else tokens - 1, now)
        if len(self._buckets) > MAX_KEYS:
            self._buckets.popitem(last=False)
        return wait_s
