"""Whether the queue on the way grows, shrinks or stands: the slope of one-way delay (libwebrtc)."""

from collections import deque
from enum import Enum, auto

from responder.delivery.bandwidth.groups import GroupDelta

# Constants of libwebrtc's TrendlineEstimator.
_WINDOW_GROUPS = 20
# One 30 fps video has 20 groups in two thirds of a second; many cameras have them in a fraction of that, in
# which the key frame of a single one would look like a trend.
_WINDOW_MS = 500.0
# Rounding errors of the running sums end here.
_RESUM_EVERY = 1000
_SMOOTHING = 0.9
_GAIN = 4.0
_MAX_DELTAS = 60
_START_THRESHOLD_MS = 12.5
_MIN_THRESHOLD_MS = 6.0
_MAX_THRESHOLD_MS = 600.0
_THRESHOLD_UP = 0.0087
_THRESHOLD_DOWN = 0.039
# A jump further above the threshold than this is a spike, not a trend: it must not raise the threshold.
_MAX_ADAPT_OFFSET_MS = 15.0
_MAX_ADAPT_STEP_MS = 100.0
_OVERUSE_MS = 10.0


class Usage(Enum):
    """What the trend says about the bottleneck."""

    NORMAL = auto()
    OVERUSE = auto()  # its queue grows
    UNDERUSE = auto()  # its queue drains


class Trend:
    """Feeds on group comparisons and holds the latest verdict in `usage`."""

    def __init__(self) -> None:
        self.usage = Usage.NORMAL
        self._line = _Line()
        self._deltas = 0
        self._first_arrived_at_ms: float | None = None
        self._accumulated_ms = 0.0
        self._smoothed_ms = 0.0
        self._previous_slope = 0.0
        self._threshold_ms = _START_THRESHOLD_MS
        self._adapted_at_ms: float | None = None
        self._over_ms: float | None = None
        self._over_count = 0

    def add(self, delta: GroupDelta) -> Usage:
        """Takes in one comparison."""
        arrived_at_ms = delta.arrived_at_s * 1000
        sent_ms = delta.sent_s * 1000
        if self._first_arrived_at_ms is None:
            self._first_arrived_at_ms = arrived_at_ms
        if self._deltas < _MAX_DELTAS:
            self._deltas += 1
        self._accumulated_ms += delta.arrived_s * 1000 - sent_ms
        self._smoothed_ms = _SMOOTHING * self._smoothed_ms + (1 - _SMOOTHING) * self._accumulated_ms
        slope = self._line.add(arrived_at_ms - self._first_arrived_at_ms, self._smoothed_ms)
        self._judge(self._previous_slope if slope is None else slope, sent_ms, arrived_at_ms)
        return self.usage

    def _judge(self, slope: float, sent_ms: float, arrived_at_ms: float) -> None:
        if self._deltas < 2:
            return
        modified_ms = self._deltas * slope * _GAIN
        if modified_ms > self._threshold_ms:
            self._judge_growth(slope, sent_ms)
        else:
            self._over_ms, self._over_count = None, 0
            self.usage = Usage.UNDERUSE if modified_ms < -self._threshold_ms else Usage.NORMAL
        self._previous_slope = slope
        self._adapt(abs(modified_ms), arrived_at_ms)

    def _judge_growth(self, slope: float, sent_ms: float) -> None:
        """Overuse only when the growth lasted, over more than one comparison, and is not ending."""
        # The first time half of the interval counts: the crossing lies somewhere within it.
        self._over_ms = sent_ms / 2 if self._over_ms is None else self._over_ms + sent_ms
        self._over_count += 1
        if self._over_ms > _OVERUSE_MS and self._over_count > 1 and slope >= self._previous_slope:
            self._over_ms, self._over_count = 0.0, 0
            self.usage = Usage.OVERUSE

    def _adapt(self, modified_ms: float, arrived_at_ms: float) -> None:
        """Moves the threshold towards the trend, or a competing loss-based flow would starve this one."""
        passed_ms = 0.0 if self._adapted_at_ms is None else arrived_at_ms - self._adapted_at_ms
        self._adapted_at_ms = arrived_at_ms
        if modified_ms > self._threshold_ms + _MAX_ADAPT_OFFSET_MS:
            return
        gain = _THRESHOLD_DOWN if modified_ms < self._threshold_ms else _THRESHOLD_UP
        step_ms = min(passed_ms, _MAX_ADAPT_STEP_MS)
        threshold_ms = self._threshold_ms + gain * (modified_ms - self._threshold_ms) * step_ms
        self._threshold_ms = min(max(threshold_ms, _MIN_THRESHOLD_MS), _MAX_THRESHOLD_MS)


class _Line:
    """Least squares over the last (time, delay) points, by running sums."""

    __slots__ = ("_added", "_points", "_x", "_xx", "_xy", "_y")

    def __init__(self) -> None:
        self._points: deque[tuple[float, float]] = deque()
        self._added = 0
        self._x = self._y = self._xx = self._xy = 0.0

    def add(self, x: float, y: float) -> float | None:
        """The slope with a further point, without those that have left the window.

        `None` before there are enough points, or when all came at once.
        """
        points = self._points
        points.append((x, y))
        sum_x, sum_y, sum_xx, sum_xy = self._x + x, self._y + y, self._xx + x * x, self._xy + x * y
        while len(points) > _WINDOW_GROUPS and x - points[1][0] >= _WINDOW_MS:
            old_x, old_y = points.popleft()
            sum_x, sum_y = sum_x - old_x, sum_y - old_y
            sum_xx, sum_xy = sum_xx - old_x * old_x, sum_xy - old_x * old_y
        self._added += 1
        if self._added % _RESUM_EVERY == 0:
            sum_x, sum_y = sum(x for x, _ in points), sum(y for _, y in points)
            sum_xx, sum_xy = sum(x * x for x, _ in points), sum(x * y for x, y in points)
        self._x, self._y, self._xx, self._xy = sum_x, sum_y, sum_xx, sum_xy
        count = len(points)
        variance = sum_xx - sum_x * sum_x / count
        if count < _WINDOW_GROUPS or variance <= 0:
            return None
        return (sum_xy - sum_x * sum_y / count) / variance
