"""Conditions -> Run -> Check: one or more phones behind one link, for some virtual seconds."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

from msgspec import Struct

from responder.delivery.allocation import SlotAllocation
from tests.simulation.camera import LADDER, SimulatedCamera
from tests.simulation.link import Conditions, Link
from tests.simulation.phone import Phone
from tests.simulation.service import Service
from tests.simulation.timeline import Timeline


class Sample(Struct, frozen=True, kw_only=True):
    """What the service thought at a time."""

    at_s: float
    estimate_bps: float
    allocated_bps: float
    """Payload of all live rungs."""
    allocations: tuple[SlotAllocation, ...]
    wanted_bps: float
    """What all pictures together could make use of."""


class Side:
    """One phone, the service's side of it, and what was seen of both."""

    def __init__(
        self,
        timeline: Timeline,
        link: Link,
        chance: Random,
        cameras: Sequence[SimulatedCamera],
        start_bps: float,
    ) -> None:
        self.joined_at_s = timeline.now
        self.samples: list[Sample] = []
        self.phone = Phone(timeline, self._report)
        self.service = Service(
            timeline,
            cameras,
            lambda packet, size_bytes: link.send(size_bytes, lambda: self.phone.receive(packet)),
            start_bps=start_bps,
        )
        self.service.on_decided = self._decided
        self._timeline = timeline
        self._conditions = link.conditions
        self._chance = chance

    def estimate_bps(self, at_s: float) -> float:
        """The estimate at a time."""
        return next(it.estimate_bps for it in reversed(self.samples) if it.at_s <= at_s)

    def first_time(self, after_s: float, holds: Callable[[Sample], bool]) -> float:
        """Seconds from `after_s` until `holds`; infinity when it never does."""
        times = (it.at_s - after_s for it in self.samples if it.at_s >= after_s and holds(it))
        return next(times, float("inf"))

    def ages(self, slot: int, begin_s: float, end_s: float) -> list[float]:
        """How old the picture of a slot was, 30 times a second, sorted: what a person saw."""
        shown = sorted((it.shown_at_s, it.captured_at_s) for it in self.phone.pictures if it.slot == slot)
        moments = [begin_s + step / 30 for step in range(int((end_s - begin_s) * 30))]
        times = [shown_at_s for shown_at_s, _ in shown]
        places = [(at_s, bisect_right(times, at_s) - 1) for at_s in moments]
        return sorted(at_s - shown[place][1] for at_s, place in places if place >= 0)

    def longest_freeze_s(self, slot: int, begin_s: float, end_s: float) -> float:
        """The longest time that one picture of a slot stood."""
        shown = [it.shown_at_s for it in self.phone.pictures if it.slot == slot]
        times = [begin_s, *(at_s for at_s in shown if begin_s < at_s < end_s), end_s]
        return max(after - before for before, after in pairwise(times))

    def _report(self, datagram: bytes) -> None:
        if self._chance.random() >= self._conditions.feedback_loss:
            self._timeline.at(
                self._timeline.now + self._conditions.one_way_s, lambda: self.service.receive(datagram)
            )

    def _decided(self, estimate_bps: float) -> None:
        allocations = self.service.allocations
        allocated_bps = sum(LADDER[it.rung][0] for it in allocations if it.rung is not None)
        self.samples.append(
            Sample(
                at_s=self._timeline.now,
                estimate_bps=estimate_bps,
                allocated_bps=allocated_bps,
                allocations=allocations,
                wanted_bps=self.service.wanted_bps,
            )
        )


class Run:
    """A finished run."""

    def __init__(
        self,
        conditions: Conditions,
        *,
        seconds: float,
        seed: int = 1,
        phones: int = 1,
        cameras: int = 9,
        start_bps: float = 1_000_000,
        join_s: float = 0.0,
    ) -> None:
        """The first phone joins at `join_s`, when cameras have run for as long; each next one 3 s later."""
        self._timeline = Timeline()
        chance = Random(seed)
        self.link = Link(conditions, self._timeline, chance)
        self.sides: list[Side] = []
        site = [SimulatedCamera(camera, self._timeline, chance) for camera in range(cameras)]
        for phone in range(phones):
            self._timeline.run_until(join_s + 3 * phone)
            self.sides.append(Side(self._timeline, self.link, chance, site, start_bps))
        self._timeline.run_until(seconds)

    @property
    def side(self) -> Side:
        """The only phone, or the first one."""
        return self.sides[0]

    def longest_wait_s(self, begin_s: float, end_s: float) -> float:
        """The longest time that a packet stood in the link's queue."""
        return max((wait_s for at_s, wait_s in self.link.waits if begin_s <= at_s < end_s), default=0.0)
