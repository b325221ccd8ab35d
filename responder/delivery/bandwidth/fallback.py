"""The estimate for a phone without transport-cc feedback: its own (REMB), else by loss in its reports."""

import math

from responder.delivery.rtcp import ReceiverReport

# As for transport-cc feedback, see `loss`.
_LOW_LOSS = 0.02
_HIGH_LOSS = 0.10
_INCREASE_PER_S = 1.08
# A rate that is not used is not confirmed by the absence of loss.
_MAX_ABOVE_SENT = 1.5


class ReceiverEstimate:
    """What receiver reports and REMB allow."""

    def __init__(self, *, start_bps: float) -> None:
        self._loss_bps = start_bps
        self._remb_bps = math.inf
        self._reported_at_s: float | None = None
        self._sent_bytes = 0

    @property
    def bps(self) -> float:
        """The phone's own estimate when it gives one."""
        return self._remb_bps if self._remb_bps < math.inf else self._loss_bps

    def on_sent(self, size_bytes: int) -> None:
        """Counts what left since the last report."""
        self._sent_bytes += size_bytes

    def on_remb(self, bitrate_bps: float) -> None:
        """The phone's own estimate came."""
        self._remb_bps = bitrate_bps

    def on_report(self, report: ReceiverReport, now: float) -> None:
        """Moves once per report, by the worst of its streams."""
        if not report.blocks:
            return
        passed_s = 1.0 if self._reported_at_s is None else now - self._reported_at_s
        if passed_s < 0.2:  # several streams reported apart: one move for all
            return
        sent_bps = self._sent_bytes * 8 / passed_s
        self._reported_at_s = now
        self._sent_bytes = 0
        lost = max(block.fraction_lost for block in report.blocks)
        if lost > _HIGH_LOSS:
            self._loss_bps *= 1 - 0.5 * lost
        elif lost < _LOW_LOSS and self._loss_bps < _MAX_ABOVE_SENT * sent_bps:
            self._loss_bps *= _INCREASE_PER_S ** min(passed_s, 1.0)
