"""The real service with a chosen estimator that keeps a log: what comparisons of adaptation measure.

    python -m load_tests.measured_service --estimator own|fixed|remb --log FILE --config FILE

`own` is the product as it is. `fixed` believes in a fast link whatever the phone reports, so nothing
adapts. `remb` is the product for a phone that gives its own estimate (REMB) instead of transport-cc feedback:
the page must take transport-cc out of its offer.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path

import msgspec
import uvloop
from msgspec import Struct

from responder.app import serve
from responder.commands.terminal import settings_at
from responder.delivery.bandwidth.estimate import BandwidthEstimator
from responder.logs import LogFormat, configure_logs

# Enough for every camera of a page at its best.
FIXED_BPS = 20_000_000.0


class Choice(StrEnum):
    """Which estimator the service uses."""

    OWN = "own"
    FIXED = "fixed"
    REMB = "remb"


class EstimatorSample(Struct, frozen=True, kw_only=True):
    """A line of the log: what the service thinks of the link at `at_s` (Unix time), ten times a second."""

    at_s: float
    estimate_bps: float
    pacing_bps: float
    wanted_bps: float
    round_trip_s: float
    loss: float
    in_outage: bool
    sent_bytes: int
    """By the media plane so far, headers included; what else comes over the link is TCP's."""
    transport_cc: bool
    """Whether the phone agreed to give feedback."""


def read_log(path: Path) -> list[EstimatorSample]:
    """The log so far."""
    with path.open(newline="") as lines:
        return [_sample(row) for row in csv.reader(lines)]


def _sample(row: list[str]) -> EstimatorSample:
    fields = dict(zip(EstimatorSample.__struct_fields__, row, strict=True))
    return msgspec.convert(fields, EstimatorSample, strict=False)


class LoggedEstimator(BandwidthEstimator):
    """The product's estimator; asked for the pacing rate, which is ten times a second, it writes a line."""

    def __init__(self, *, transport_cc: bool, log: Callable[[Iterable[object]], object]) -> None:
        super().__init__(transport_cc=transport_cc)
        self._transport_cc = transport_cc
        self._log = log
        self._wanted_bps = 0.0
        self._sent_bytes = 0

    def on_sent(self, first_sequence_number: int, sizes_bytes: Sequence[int], now: float) -> None:
        self._sent_bytes += sum(sizes_bytes)
        super().on_sent(first_sequence_number, sizes_bytes, now)

    def want(self, bps: float) -> None:
        self._wanted_bps = bps
        super().want(bps)

    def pacing_bps(self, now: float) -> float:
        pacing_bps = super().pacing_bps(now)
        sample = EstimatorSample(
            at_s=time.time(),
            estimate_bps=self.estimate_bps(now),
            pacing_bps=pacing_bps,
            wanted_bps=self._wanted_bps,
            round_trip_s=self.round_trip_s,
            loss=self.loss_fraction,
            in_outage=self.in_outage(now),
            sent_bytes=self._sent_bytes,
            transport_cc=self._transport_cc,
        )
        self._log(msgspec.structs.astuple(sample))
        return pacing_bps


class FixedEstimator(LoggedEstimator):
    """No adaptation at all."""

    def estimate_bps(self, now: float) -> float:
        return FIXED_BPS

    def in_outage(self, now: float) -> bool:
        return False

    def pacing_bps(self, now: float) -> float:
        super().pacing_bps(now)
        return FIXED_BPS

    def probe_bytes(self, now: float) -> int:
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--estimator", type=Choice, choices=list(Choice), default=Choice.OWN)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--config", type=Path, required=True)
    arguments = parser.parse_args()
    configure_logs(LogFormat.JSON)
    kind = FixedEstimator if arguments.estimator is Choice.FIXED else LoggedEstimator
    with arguments.log.open("w", buffering=1, newline="") as file:
        log = csv.writer(file).writerow
        uvloop.run(
            serve(
                settings_at(arguments.config),
                lambda transport_cc: kind(transport_cc=transport_cc, log=log),
            )
        )


if __name__ == "__main__":
    main()
