"""Whatever strangers and cameras send, a parser reads it or says by name what is wrong: nothing else happens.

    python -m load_tests.fuzz [--executions 1000000] [--only sdp]

Genuine inputs are bent, cut, repeated and spliced, from a seed; what gets past a parser in another way than
its own errors ends the run with its traceback, is written to `tests/fuzz_inputs/` and is a test from then on.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import random
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import av
import msgspec
import numpy as np
from msgspec import Struct

from load_tests.counting_peer import CountingPeer, connectivity_check
from load_tests.flood import bogus
from load_tests.report import finish
from responder.access.errors import AccessError
from responder.access.spoken_code import normalise
from responder.access.webhook import WebhookCall, require_genuine, signature
from responder.delivery import rtcp, transport_feedback
from responder.delivery.errors import DeliveryError
from responder.live.messages import ClientMessage
from responder.media.intake import H264Intake
from responder.media.recipe import Recipe
from responder.media.rung_encoder import RungEncoder
from responder.transport.errors import TransportError
from responder.transport.framing import Deframer, framed
from responder.transport.ice import Credentials, authenticated_check, claimed_ufrag
from responder.transport.sdp import parse_fragment, parse_offer
from responder.web.panic import PanicAlarm
from responder.web.wire import RedeemRequest

KEPT = Path(__file__).parents[1] / "tests" / "fuzz_inputs"
# A wall clock that stands: the inputs must do the same on every run.
_NOW_S = 1_800_000_000.0
_KEY = bytes(range(32))
_PASSWORD = "fuzzed password of an agent"
# Longer inputs only take longer: the largest genuine one is an offer of a few kB.
_MAX_BYTES = 8 * 1024


class Target(Struct, frozen=True):
    """A parser of bytes, genuine inputs for it, and the errors by which it refuses the others."""

    parse: Callable[[bytes], object]
    genuine: Sequence[bytes]
    refusals: tuple[type[Exception], ...]


def _stun(data: bytes) -> None:
    claimed_ufrag(data)
    authenticated_check(data, _PASSWORD)


def _rtcp(data: bytes) -> None:
    if rtcp.is_rtcp(data):
        rtcp.parse(data)


def _framing(data: bytes) -> None:
    deframer, half = Deframer(), len(data) // 2
    deframer.feed(data[:half])
    deframer.feed(data[half:])


def _camera(data: bytes) -> None:
    """A camera's video in two pieces, as the demuxer hands them out, and the picture after it."""
    intake, half = H264Intake(data[:32]), len(data) // 2
    for piece, timestamp in ((data[:half], 0), (data[half:], 0), (data, 6000), (b"", 12_000)):
        intake.packet(piece, timestamp, _NOW_S)


def _key_frame() -> bytes:
    grey = av.VideoFrame.from_ndarray(np.full((48, 32), 128, np.uint8), "yuv420p")
    encoded = RungEncoder(Recipe(width_px=32, frames_per_s=15, bitrate_bps=50_000)).encode(grey, 0, 15)
    assert encoded is not None
    return encoded[0]


def _webhook(data: bytes) -> None:
    """Three lines of headers, then the body."""
    lines = [line.decode("latin-1") for line in data.split(b"\n", 3)]
    message_id, timestamp, signatures, body = (*lines, "", "", "", "")[:4]
    call = WebhookCall(
        message_id=message_id, timestamp=timestamp, signatures=signatures, body=body.encode("latin-1")
    )
    require_genuine(call, _KEY, _NOW_S)
    msgspec.json.decode(call.body, type=PanicAlarm)


def _signed_alarm() -> bytes:
    body, timestamp = b'{"building_ids": ["high-school"], "kind": "police"}', str(int(_NOW_S))
    signed = signature("alarm-1", timestamp, body, _KEY)
    return b"\n".join((b"alarm-1", timestamp.encode(), signed.encode(), body))


def _check() -> bytes:
    credentials = Credentials(ufrag="fuzz", password=_PASSWORD)
    return connectivity_check(credentials, nominate=True)


_TEXT = (UnicodeDecodeError,)
_JSON = (msgspec.DecodeError, *_TEXT, RecursionError)


def targets() -> Mapping[str, Target]:
    """By name."""
    noise = bogus(random.Random(2))[:60]
    fragment = (
        b"a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
        b"a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n"
    )
    reports = [
        rtcp.sender_report(
            ssrc=1, sent_at_s=_NOW_S, rtp_timestamp=3, packet_count=4, octet_count=5, cname="x"
        ),
        rtcp.bye([1, 2, 3]),
        b"\x81\xce\x00\x02" + bytes(8),
        b"\x81\xcd\x00\x03" + bytes(8) + b"\x00\x10\xff\xff",
        b"\x8f\xce\x00\x05" + bytes(8) + b"REMB\x01\x0f\xff\xff" + bytes(4),
    ]
    feedback = b"\x00\x01\x00\x07\x00\x00\x01\x00\xd5\x55\x10\x10\x10\x10\x10\x10\x10\x00\x00\x00"
    return {
        "sdp": Target(
            lambda data: parse_offer(data.decode()),
            [CountingPeer(slots).offer().encode() for slots in (1, 3)],
            (TransportError, *_TEXT),
        ),
        "sdp_fragment": Target(
            lambda data: parse_fragment(data.decode()), [fragment], (TransportError, *_TEXT)
        ),
        "stun": Target(_stun, [_check(), *noise], ()),
        "rtcp": Target(_rtcp, [*reports, *noise], (DeliveryError,)),
        "transport_feedback": Target(
            lambda data: transport_feedback.decode_transport_feedback(data), [feedback], (DeliveryError,)
        ),
        "camera": Target(_camera, [_key_frame()], ()),
        "framing": Target(_framing, [framed(_check()) + framed(reports[0])], (TransportError,)),
        "control": Target(
            lambda data: msgspec.json.decode(data, type=ClientMessage),
            [b'{"type": "set_slots", "slots": [{"slot": 1, "camera_id": "gym"}]}'],
            _JSON,
        ),
        "token": Target(
            lambda data: msgspec.json.decode(data, type=RedeemRequest),
            [b'{"token": "' + b"x" * 43 + b'", "pin": "1234", "tap_key": "' + b"0f" * 16 + b'"}'],
            _JSON,
        ),
        "spoken_code": Target(
            lambda data: normalise(data.decode()), [b"acorn river piano maple tiger"], _TEXT
        ),
        "webhook": Target(_webhook, [_signed_alarm()], (AccessError, *_JSON)),
    }


def inputs(genuine: Sequence[bytes], rng: random.Random) -> Iterable[bytes]:
    """Without end: genuine inputs, bent once or a few times."""
    while True:
        data = bytearray(rng.choice(genuine))
        for _ in range(rng.choice((1, 1, 2, 4, 8))):
            _bend(data, genuine, rng)
        yield bytes(data[:_MAX_BYTES])


def _bend(data: bytearray, genuine: Sequence[bytes], rng: random.Random) -> None:
    at, size = rng.randint(0, len(data)), rng.choice((1, 2, 4, 8, 64))
    match rng.randrange(6):
        case 0:
            data[at : at + 1] = bytes([rng.randrange(256)])
        case 1:
            del data[at : at + size]
        case 2:
            data[at:at] = rng.randbytes(size)
        case 3:
            data[at:at] = data[at : at + size] * rng.choice((1, 2, 50))
        case 4:
            data[at : at + size] = rng.choice((b"\x00", b"\xff", b"\x7f", b"\x80", b"9")) * size
        case _:
            other = rng.choice(genuine)
            data[at:] = other[rng.randint(0, len(other)) :]


def run(target: Target, executions: int, seed: int, keep_crash: Callable[[bytes], object]) -> int:
    """How many bent inputs the parser reads. What it neither reads nor refuses is kept; the crash goes on."""
    count = 0
    for data in islice(inputs(target.genuine, random.Random(seed)), executions):
        with contextlib.ExitStack() as on_crash:
            on_crash.callback(keep_crash, data)
            count += reads(target, data)
            on_crash.pop_all()
    return count


def reads(target: Target, data: bytes) -> bool:
    """Whether the parser reads the input; False when it refuses it by name. Raises what else comes out."""
    try:
        target.parse(data)
    except target.refusals:
        return False
    return True


def keep(name: str, data: bytes) -> None:
    """As a test from now on."""
    path = KEPT / name / hashlib.sha256(data).hexdigest()[:16]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(f"{name} crashed on {path}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--executions", type=int, default=1_000_000)
    parser.add_argument("--only", choices=sorted(targets()))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    read = {}
    for name, target in targets().items():
        if arguments.only not in (None, name):
            continue
        began = time.monotonic()
        read[name] = run(target, arguments.executions, arguments.seed, partial(keep, name))
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    finish({"test": "fuzz", "executions": arguments.executions, "read": read}, holds=all(read.values()))


if __name__ == "__main__":
    main()
