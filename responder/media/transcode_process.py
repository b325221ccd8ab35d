"""A transcoding process: `python -m responder.media.transcode_process`, orders on stdin, answers on stdout.

It works through its orders one after the other on one core. When it falls behind it leaves out frames, and
says so. It ends when stdin does.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import BinaryIO

import msgspec

from responder.media.recipe import RECIPES
from responder.media.shedding import HOPELESS_S, LoadShedder
from responder.media.transcode_engine import SourceTranscoder
from responder.media.transcode_messages import (
    LENGTH,
    Answer,
    CloseRung,
    FeedUnit,
    MakeKeyframe,
    OpenRung,
    Order,
    Ping,
    Pong,
    Slowed,
    pack,
)

# Delivering what is encoded comes before encoding more.
NICENESS = 5


class TranscodeProcess:
    """Carries out orders."""

    def __init__(self, answers: BinaryIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._answers = answers
        self._clock = clock
        self._sources: dict[int, SourceTranscoder] = {}
        self._shedder = LoadShedder()

    def carry_out(self, order: Order) -> None:
        """One order, to its end."""
        match order:
            case FeedUnit():
                self._feed(order)
            case OpenRung(source=number, rung=rung, recipe=recipe):
                source = self._sources.setdefault(number, SourceTranscoder(number))
                source.open(rung, recipe, self._shedder.share(rung))
            case CloseRung(source=number, rung=rung):
                self._close(number, order)
            case MakeKeyframe(source=number, rung=rung):
                if number in self._sources:
                    self._sources[number].request_keyframe(rung)
            case Ping():
                self._answer(Pong())

    def _close(self, number: int, order: CloseRung) -> None:
        source = self._sources.get(number)
        if source is None:
            return
        source.close(order.rung)
        if source.is_idle:
            del self._sources[number]

    def _feed(self, order: FeedUnit) -> None:
        source = self._sources.get(order.source)
        if source is None:
            return
        if order.encode and self._is_hopeless(order.sent_at_s):
            source.skip()
            return
        for encoded in source.feed(order.unit, encode=order.encode):
            self._answer(encoded)

    def _is_hopeless(self, sent_at_s: float) -> bool:
        """Looks at how late the picture is; changes what is left out when it should."""
        lag_s = time.time() - sent_at_s
        if self._shedder.late(lag_s, self._clock()):
            shares = {rung: self._shedder.share(rung) for rung in RECIPES}
            for source in self._sources.values():
                for rung, share in shares.items():
                    source.keep(rung, share)
            self._answer(Slowed(shares=shares))
        return lag_s > HOPELESS_S

    def _answer(self, answer: Answer) -> None:
        self._answers.write(pack(answer))
        self._answers.flush()


def main() -> None:
    """Runs until stdin ends."""
    # Ctrl-C in a terminal reaches the whole group: the service ends this process by closing its stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    process = TranscodeProcess(sys.stdout.buffer)
    decoder = msgspec.msgpack.Decoder(Order)
    orders = sys.stdin.buffer
    while len(head := orders.read(LENGTH.size)) == LENGTH.size:
        process.carry_out(decoder.decode(orders.read(LENGTH.unpack(head)[0])))


if __name__ == "__main__":
    main()
