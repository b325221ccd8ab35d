"""The transcoding process does what it is told, in order, and ends with its service."""

import io
import itertools
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import msgspec
import pytest

from responder.delivery.ladder import Rung
from responder.media.recipe import RECIPES
from responder.media.shedding import HOPELESS_S
from responder.media.source_unit import Codec, SourceUnit
from responder.media.transcode_messages import (
    LENGTH,
    Answer,
    CloseRung,
    Encoded,
    FeedUnit,
    MakeKeyframe,
    OpenRung,
    Ping,
    Pong,
    Slowed,
    pack,
)
from responder.media.transcode_process import TranscodeProcess
from tests.media.test_poster_decoder import keyframe

OPEN = OpenRung(source=1, rung=Rung.THUMB, recipe=RECIPES[Rung.THUMB])
CLOSE = CloseRung(source=1, rung=Rung.THUMB)


def feed(number: int, *, lag_s: float = 0.0, source: int = 1) -> FeedUnit:
    """A key frame that was handed over so long ago."""
    key = keyframe(320, 180)
    unit = SourceUnit(
        codec=Codec.H264,
        data=key.data,
        keyframe=True,
        timestamp=number * 90_000,
        captured_at_s=float(number),
        after_gap=False,
    )
    return FeedUnit(source=source, unit=unit, sent_at_s=time.time() - lag_s)


def answers(output: bytes) -> Iterator[Answer]:
    """What is on the pipe."""
    while output:
        end = LENGTH.size + LENGTH.unpack_from(output)[0]
        yield msgspec.msgpack.decode(output[LENGTH.size : end], type=Answer)
        output = output[end:]


def carried_out(
    *orders: OpenRung | CloseRung | MakeKeyframe | FeedUnit | Ping,
    clock: Callable[[], float] = time.monotonic,
) -> list[Answer]:
    """The answers to some orders."""
    pipe = io.BytesIO()
    process = TranscodeProcess(pipe, clock)
    for order in orders:
        process.carry_out(order)
    return list(answers(pipe.getvalue()))


def test_answers_in_order() -> None:
    """A ping is answered after the pictures before it."""
    picture, pong = carried_out(OPEN, feed(0), Ping())
    assert isinstance(picture, Encoded)
    assert (picture.source, picture.rung, picture.keyframe) == (1, Rung.THUMB, True)
    assert isinstance(pong, Pong)


@pytest.mark.parametrize(
    "orders",
    [
        [feed(0)],
        [OPEN, CLOSE, feed(0)],
        [OPEN, feed(0, source=2)],
        [CLOSE, MakeKeyframe(source=7, rung=Rung.LOW)],
    ],
    ids=["not opened", "closed", "another source", "nothing there"],
)
def test_orders_without_effect(orders: list[OpenRung | CloseRung | MakeKeyframe | FeedUnit]) -> None:
    """What nobody wants is not made, and orders that come late do no harm."""
    assert carried_out(*orders) == []


def test_key_frames_on_demand() -> None:
    """A second after the last one the next frame is a key frame, when asked."""
    without = carried_out(OPEN, feed(0), feed(1))
    asked = carried_out(OPEN, feed(0), MakeKeyframe(source=1, rung=Rung.THUMB), feed(1))
    assert [it.keyframe for it in without if isinstance(it, Encoded)] == [True, False]
    assert [it.keyframe for it in asked if isinstance(it, Encoded)] == [True, True]


def test_hopelessly_late_pictures_are_left_out() -> None:
    """A picture that nobody would call live any more is not even decoded."""
    assert carried_out(OPEN, feed(0, lag_s=HOPELESS_S + 1)) == []


def test_says_when_it_cannot_keep_up() -> None:
    """A queue that stays for some seconds makes it encode less, and say so."""
    seconds = itertools.count()
    orders = (feed(number, lag_s=0.5) for number in range(4))
    told = carried_out(OPEN, *orders, clock=lambda: float(next(seconds)))
    slowed = [it.shares for it in told if isinstance(it, Slowed)]
    assert slowed
    assert {rung for rung, share in slowed[0].items() if share < 1} == {Rung.HIGH}


def test_ends_with_its_input_and_not_with_ctrl_c() -> None:
    """SIGINT, which a terminal sends to the whole group, is the service's business."""
    command = [sys.executable, "-m", "responder.media.transcode_process"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(pack(Ping()))
        process.stdin.flush()
        assert process.stdout.read(len(pack(Pong()))) == pack(Pong())
        process.send_signal(signal.SIGINT)
        process.stdin.write(pack(OPEN) + pack(feed(0)) + pack(Ping()))
        process.stdin.close()
        picture, pong = answers(process.stdout.read())
        assert isinstance(picture, Encoded)
        assert isinstance(pong, Pong)
        assert process.wait(10) == 0
