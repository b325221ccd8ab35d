"""How many cameras one core turns into thumbnails, from their 360p sub streams.

    python -m load_tests.ladder [--cameras 30] [--seconds 15]

The product's transcoding process gets the cameras' pictures at their true pace, as the service sends them,
and makes the `thumb` rung of each. `cameras_per_core` is from the CPU time of that process alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import IO

import msgspec
from msgspec import Struct

from gis.imdf import read_campus
from load_tests.fanout import cpu_s
from load_tests.report import finish
from load_tests.site import CAMPUS, FOOTAGE
from responder.delivery.ladder import Rung
from responder.demo.demo import scenes
from responder.demo.footage import Clip, make_footage
from responder.media.recipe import RECIPES
from responder.media.source_unit import Codec, SourceUnit
from responder.media.transcode_messages import LENGTH, Answer, Encoded, FeedUnit, OpenRung, Slowed, pack

PROMISED_CAMERAS_PER_CORE = 30.0
CLOCK_HZ = 90_000
# The process opens decoders and encoders with the first key frames, which come within 2 s.
SETTLE_S = 3.0


class Answers(Struct):
    """What came back so far."""

    pictures: int = 0
    bytes: int = 0
    slowed: int = 0


def measure(clips: Sequence[Clip], seconds: float) -> dict[str, object]:
    """Feeds the clips as cameras would, out of step with each other."""
    process = subprocess.Popen(
        [sys.executable, "-m", "responder.media.transcode_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    answers = Answers()
    reader = threading.Thread(target=_read, args=(process.stdout, answers), daemon=True)
    reader.start()
    try:
        for source in range(len(clips)):
            rung = OpenRung(source=source, rung=Rung.THUMB, recipe=RECIPES[Rung.THUMB])
            process.stdin.write(pack(rung))
        _play(process.stdin, clips, SETTLE_S, first=0)
        before, user_s = msgspec.structs.replace(answers), sum(cpu_s(process.pid))
        _play(process.stdin, clips, seconds, first=round(SETTLE_S * clips[0].frames_per_s))
        used_s = sum(cpu_s(process.pid)) - user_s
        pictures, size_bytes = answers.pictures - before.pictures, answers.bytes - before.bytes
        return {
            "cameras": len(clips),
            "cameras_per_core": round(len(clips) * seconds / used_s, 1),
            "pictures_per_camera_per_s": round(pictures / len(clips) / seconds, 2),
            "kbps_per_camera": round(size_bytes * 8 / len(clips) / seconds / 1000, 1),
            "slowed": answers.slowed,
        }
    finally:
        process.stdin.close()
        process.wait(10)
        reader.join(10)


def _play(orders: IO[bytes], clips: Sequence[Clip], seconds: float, *, first: int) -> None:
    """Every camera's pictures for so long, the cameras of a tick spread over it."""
    began_s, rate = time.monotonic(), clips[0].frames_per_s
    for tick in range(round(seconds * rate)):
        for source, clip in enumerate(clips):
            due_s = began_s + (tick + source / len(clips)) / rate
            time.sleep(max(0.0, due_s - time.monotonic()))
            orders.write(pack(_unit(source, clip, first + tick)))
            orders.flush()


def _unit(source: int, clip: Clip, index: int) -> FeedUnit:
    # Out of step: key frames of different cameras do not come together.
    at = (index + source * 37) % len(clip.units)
    unit = SourceUnit(
        codec=Codec.H264,
        data=clip.units[at],
        keyframe=at % (2 * clip.frames_per_s) == 0,
        timestamp=index * CLOCK_HZ // clip.frames_per_s,
        captured_at_s=time.time(),
        after_gap=False,
    )
    return FeedUnit(source=source, unit=unit, sent_at_s=time.time())


def _read(stream: IO[bytes], answers: Answers) -> None:
    decoder = msgspec.msgpack.Decoder(Answer)
    while len(head := stream.read(LENGTH.size)) == LENGTH.size:
        match decoder.decode(stream.read(LENGTH.unpack(head)[0])):
            case Encoded(data=data):
                answers.pictures += 1
                answers.bytes += len(data)
            case Slowed():
                answers.slowed += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cameras", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=15.0)
    arguments = parser.parse_args()
    footage = make_footage(scenes(read_campus(CAMPUS)).values(), FOOTAGE)
    subs = [each.sub for each in footage.values()]
    clips = [subs[number % len(subs)] for number in range(arguments.cameras)]
    result = measure(clips, arguments.seconds)
    finish(
        {
            "test": "ladder",
            "rung": Rung.THUMB,
            "source": f"{clips[0].width_px}x{clips[0].height_px} at {clips[0].frames_per_s}",
            "load_average": round(os.getloadavg()[0], 2),
            **result,
        },
        holds=float(str(result["cameras_per_core"])) >= PROMISED_CAMERAS_PER_CORE and not result["slowed"],
    )


if __name__ == "__main__":
    main()
