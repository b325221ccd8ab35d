"""A process with the product's media plane and one synthetic camera: offers on stdin, answers on stdout."""

import asyncio
import itertools
import os
import sys
import time
from collections.abc import Callable

import msgspec
import uvloop

from responder.delivery.gop import Frame, Gop
from responder.delivery.ladder import Rung
from responder.transport.peers import Peers
from responder.transport.port import MediaPort

FPS = 30
KEYFRAME_EVERY = 30
# A phone with a page of cameras open would take this much, so probing goes on until it is found.
WANTED_BPS = 20e6


class SyntheticStream:
    """A `RungStream` of random FU-A payloads: nothing to decode, everything to send."""

    camera_id = "synthetic"
    rung = Rung.HIGH

    def __init__(self, packets_per_frame: int, payload_bytes: int) -> None:
        self.bitrate_bps = float(FPS * packets_per_frame * payload_bytes * 8)
        self._payloads = tuple(b"\x7c\x05" + os.urandom(payload_bytes - 2) for _ in range(packets_per_frame))
        self._gop = Gop()
        self._receivers: dict[int, Callable[[Frame], None]] = {}
        self._numbers = itertools.count()

    def gop(self) -> tuple[Frame, ...]:
        """The frames since the last key frame."""
        return self._gop.frames()

    def subscribe(self, receive: Callable[[Frame], None]) -> Callable[[], None]:
        """Deliver every frame from now on."""
        number = next(self._numbers)
        self._receivers[number] = receive
        return lambda: self._receivers.pop(number, None) and None

    def request_keyframe(self) -> None:
        """It makes one every second anyway."""

    async def play(self) -> None:
        """One frame every 1/30 s until cancelled."""
        next_at = time.monotonic()
        for index in itertools.count():
            frame = Frame(
                index=index,
                timestamp=index * 90_000 // FPS,
                captured_at_s=time.time(),
                keyframe=index % KEYFRAME_EVERY == 0,
                payloads=self._payloads,
                size_bytes=sum(map(len, self._payloads)),
            )
            self._gop.append(frame)
            for receive in tuple(self._receivers.values()):
                receive(frame)
            next_at += 1 / FPS
            await asyncio.sleep(max(0.0, next_at - time.monotonic()))


async def serve(packets_per_frame: int, payload_bytes: int) -> None:
    """Answer one JSON string per line with another, until stdin ends."""
    port = MediaPort(bind_addresses=["127.0.0.1"], port=0)
    await port.start()
    peers, stream = Peers(port), SyntheticStream(packets_per_frame, payload_bytes)
    playing = asyncio.create_task(stream.play())
    offers = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(offers), sys.stdin
    )
    while line := await offers.readline():
        peer = peers.create(msgspec.json.decode(line, type=str), time.monotonic())
        peer.want(WANTED_BPS)
        for slot in range(peer.slot_count):
            peer.pour(slot, stream)
        sys.stdout.write(msgspec.json.encode(peer.answer_sdp).decode() + "\n")
        sys.stdout.flush()
    peers.close_all("load-test-over")
    playing.cancel()
    await port.stop()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), int(sys.argv[2])))
