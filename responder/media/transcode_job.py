"""A camera's stream on its way through a transcoding process, and the rungs that come back."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct, structs

from gis.privacy_mask import PrivacyMask
from responder.delivery.ladder import Rung
from responder.media.native_stream import NativeStream
from responder.media.recipe import RECIPES
from responder.media.source_unit import SourceUnit
from responder.media.transcode_messages import (
    CloseRung,
    Encoded,
    FeedUnit,
    MakeKeyframe,
    OpenRung,
    Order,
)


class Receiver(Struct, frozen=True, kw_only=True):
    """Who gets a rung's pictures."""

    encoded: Callable[[Encoded], None]
    restarted: Callable[[], None]
    """Pictures are missing: the process died, and the next picture is a key frame."""


class Worker(Protocol):
    """The process, as a job sees it."""

    @property
    def is_clogged(self) -> bool: ...

    def share(self, rung: Rung) -> float: ...

    def add(self, job: "TranscodeJob") -> None: ...

    def remove(self, job: "TranscodeJob") -> None: ...

    def order(self, order: Order) -> None: ...


class TranscodeJob:
    """Feeds the stream's units to its process while a rung is wanted; decoded once for all rungs."""

    def __init__(
        self,
        number: int,
        stream: NativeStream,
        worker: Worker,
        now_s: Callable[[], float],
        masks: tuple[PrivacyMask, ...] = (),
    ) -> None:
        """`now_s` is the clock of the process too: Unix time. `masks` are painted over in every rung."""
        self.number = number
        self.stream = stream
        self._worker = worker
        self._now_s = now_s
        self._masks = masks
        self._receivers: dict[Rung, Receiver] = {}
        self._leave: Callable[[], None] = lambda: None
        self._after_gap = False

    def share(self, rung: Rung) -> float:
        """Which share of its frames the process has time to encode."""
        return self._worker.share(rung)

    def open(self, rung: Rung, receiver: Receiver) -> None:
        """Makes this rung from now on, beginning with a key frame."""
        is_first = not self._receivers
        self._receivers[rung] = receiver
        if is_first:
            self._worker.add(self)
            self._leave = self.stream.watch_units(self._feed)
        self._order_rung(rung)
        if is_first:
            self._catch_up()

    def close(self, rung: Rung) -> None:
        """Makes it no more."""
        del self._receivers[rung]
        self._worker.order(CloseRung(source=self.number, rung=rung))
        if not self._receivers:
            self._leave()
            self._worker.remove(self)

    def request_keyframe(self, rung: Rung) -> None:
        """Makes one soon, at most one per half a second."""
        self._worker.order(MakeKeyframe(source=self.number, rung=rung))

    def receive(self, encoded: Encoded) -> None:
        """A picture from the process; late ones of a closed rung are dropped."""
        receiver = self._receivers.get(encoded.rung)
        if receiver is not None:
            receiver.encoded(encoded)

    def resume(self) -> None:
        """The process was started anew and knows nothing."""
        for rung, receiver in self._receivers.items():
            receiver.restarted()
            self._order_rung(rung)
        self._catch_up()

    def _order_rung(self, rung: Rung) -> None:
        recipe = structs.replace(RECIPES[rung], masks=self._masks)
        self._worker.order(OpenRung(source=self.number, rung=rung, recipe=recipe))

    def _catch_up(self) -> None:
        """The pictures since the last key frame, of which only the latest is shown."""
        units = self.stream.units()
        for unit in units[:-1]:
            self._send(unit, encode=False)
        for unit in units[-1:]:
            self._send(unit, encode=True)

    def _feed(self, unit: SourceUnit) -> None:
        if self._worker.is_clogged:
            self._after_gap = True
            return
        if self._after_gap:
            unit = structs.replace(unit, after_gap=True)
            self._after_gap = False
        self._send(unit, encode=True)

    def _send(self, unit: SourceUnit, *, encode: bool) -> None:
        order = FeedUnit(source=self.number, unit=unit, sent_at_s=self._now_s(), encode=encode)
        self._worker.order(order)
