"""Standard clients play the simulated cameras, and each fault is what a client sees of a broken camera."""

import asyncio
import time
from collections.abc import Sequence
from itertools import pairwise

import av
import numpy as np
import pytest

from responder.demo.camera import Fault
from responder.demo.rtsp_server import RtspServer, UnknownStream
from responder.demo.strip import read_strip
from tests.demo.conftest import SentFrames

# Without looking ahead: the codec is known from the SDP.
OPTIONS = {"rtsp_transport": "tcp", "fflags": "nobuffer", "probesize": "32", "analyzeduration": "1"}

# 90 kHz at 15 frames a second.
FRAME_TICKS = 6000


def with_credentials(url: str, credentials: str = "viewer:look") -> str:
    """The address as a standard client wants it."""
    return url.replace("rtsp://", f"rtsp://{credentials}@")


def watch(
    url: str, frames: int, *, until_width_px: int | None = None
) -> list[tuple[int, int, int, int, float]]:
    """(camera number, counter, pts, width, seen at) of pictures decoded by libav.

    As many as `frames`, or as come up to the first that is `until_width_px` wide.
    """
    seen = []
    with av.open(with_credentials(url), "r", options=OPTIONS, timeout=(5, 3)) as container:
        for picture in container.decode(video=0):
            reading = read_strip(np.asarray(picture.to_ndarray(format="gray"), np.uint8))
            assert reading is not None
            seen.append(
                (reading.camera_number, reading.counter, picture.pts or 0, picture.width, time.time())
            )
            if len(seen) == frames or picture.width == until_width_px:
                break
    return seen


def stream_types(url: str) -> list[tuple[str, str]]:
    """What a client learns of the streams."""
    with av.open(with_credentials(url), "r", options=OPTIONS, timeout=(5, 3)) as container:
        return [(stream.type, stream.codec_context.name) for stream in container.streams]


async def talk(server: RtspServer, *requests: str) -> bytes:
    """Sends raw bytes and returns all that comes back until the server closes or is silent for 0.3 s."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write("".join(requests).encode())
    answer = b""
    try:
        while chunk := await asyncio.wait_for(reader.read(65_536), 0.3):
            answer += chunk
    except TimeoutError:
        pass
    writer.close()
    return answer


async def test_standard_client_plays_both_streams(server: RtspServer) -> None:
    """libav decodes consecutive pictures of the right camera from main and sub stream at once."""
    urls = [server.url("gym", "main"), server.url("gym", "sub"), server.url("yard", "sub")]
    played = await asyncio.gather(*(asyncio.to_thread(watch, url, 12) for url in urls))
    assert [seen[0][0] for seen in played] == [1, 1, 2]
    assert [seen[0][3] for seen in played] == [1280, 640, 640]
    for seen in played:
        assert all((b[1] - a[1]) % 30 == 1 for a, b in pairwise(seen))


async def test_loop_is_seamless(server: RtspServer) -> None:
    """From the last picture of the loop to the first the timestamps run on at the same pace."""
    seen = await asyncio.to_thread(watch, server.url("gym", "sub"), 32)
    counters = [picture[1] for picture in seen]
    assert any(b < a for a, b in pairwise(counters))
    assert {b[2] - a[2] for a, b in pairwise(seen)} == {6000}


async def test_tells_when_a_frame_was_sent(server: RtspServer) -> None:
    """The recorded time lies before the picture was seen, and in the same loop of 2 s."""
    seen = await asyncio.to_thread(watch, server.url("gym", "sub"), 10)
    for _, counter, _, _, seen_at_s in seen[-5:]:
        sent_at_s = server.sent_at_s("gym", "sub", counter)
        assert sent_at_s is not None
        assert 0 < seen_at_s - sent_at_s < 2


async def test_wrong_password_is_rejected(server: RtspServer) -> None:
    """A client with a wrong password gets 401."""
    with pytest.raises(av.HTTPUnauthorizedError):
        await asyncio.to_thread(
            av.open, with_credentials(server.url("gym"), "viewer:guess"), "r", options=OPTIONS
        )


@pytest.mark.parametrize("path", ["gym", "gym/third", "nowhere/main", ""])
async def test_unknown_streams_are_not_found(server: RtspServer, path: str) -> None:
    """Any other path is 404."""
    answer = await talk(server, f"DESCRIBE rtsp://h/{path} RTSP/1.0\r\nCSeq: 7\r\n\r\n")
    assert answer == b"RTSP/1.0 404 Not Found\r\nCSeq: 7\r\n\r\n"


@pytest.mark.parametrize(
    "garbage",
    ["GET / HTTP/1.1\r\n\r\n", "nonsense\r\n\r\n", "A B RTSP/1.0\r\nno colon\r\n\r\n", "x" * 20_000],
)
async def test_garbage_is_a_bad_request(server: RtspServer, garbage: str) -> None:
    """What is not RTSP gets 400 and the connection is closed."""
    assert await talk(server, garbage) == b"RTSP/1.0 400 Bad Request\r\n\r\n"


async def test_play_before_setup_is_refused(server: RtspServer) -> None:
    """Without credentials nothing is described, set up or played."""
    answer = await talk(
        server,
        f"PLAY {server.url('gym')} RTSP/1.0\r\nCSeq: 1\r\n\r\n",
        f"SETUP {server.url('gym')} RTSP/1.0\r\nCSeq: 2\r\n\r\n",
    )
    assert answer.count(b"401 Unauthorized") == 2


async def test_stall_keeps_the_connection_open(server: RtspServer, sent: SentFrames) -> None:
    """A stalled camera sends nothing more, and goes on when healed."""
    camera = server.cameras["gym"]
    playing = asyncio.create_task(asyncio.to_thread(watch, server.url("gym", "sub"), 20))
    await frames_sent(sent, ("gym", "sub"), 5)
    await camera.inject(Fault.STALL)
    before = dict(server.stream("gym", "sub").sent_at_s)
    await asyncio.sleep(0.3)
    assert server.stream("gym", "sub").sent_at_s == before
    assert len(camera.connections) == 1
    await camera.heal()
    assert len(await playing) == 20


async def test_disconnect_ends_the_session_and_allows_the_next(server: RtspServer, sent: SentFrames) -> None:
    """The connection is closed once; a second try plays. The other camera plays all the while."""
    other = asyncio.create_task(asyncio.to_thread(watch, server.url("yard", "sub"), 15))
    playing = asyncio.create_task(asyncio.to_thread(watch, server.url("gym", "sub"), 1000))
    await frames_sent(sent, ("gym", "sub"), 5)
    await server.cameras["gym"].inject(Fault.DISCONNECT)
    assert len(await playing) < 1000
    assert len(await asyncio.to_thread(watch, server.url("gym", "sub"), 3)) == 3
    assert len(await other) == 15


@pytest.mark.parametrize(
    ("fault", "error"), [(Fault.REFUSE, av.FFmpegError), (Fault.REJECT, av.HTTPUnauthorizedError)]
)
async def test_unwilling_cameras(server: RtspServer, fault: Fault, error: type[Exception]) -> None:
    """A camera that hangs up or rejects every password is not playable until healed."""
    await server.cameras["gym"].inject(fault)
    with pytest.raises(error):
        await asyncio.to_thread(watch, server.url("gym", "sub"), 1)
    await server.cameras["gym"].heal()
    assert len(await asyncio.to_thread(watch, server.url("gym", "sub"), 1)) == 1


@pytest.mark.parametrize(
    ("fault", "codec"),
    [
        (Fault.MJPEG, "mjpeg"),
        (Fault.H265, "hevc"),
        (Fault.HIGH_PROFILE, "h264"),
        (Fault.B_FRAMES, "h264"),
    ],
)
async def test_odd_footage_plays(server: RtspServer, fault: Fault, codec: str) -> None:
    """Odd encodings are announced and valid: libav shows their numbered pictures in order."""
    await server.cameras["gym"].inject(fault, ["sub"])
    types, seen = await asyncio.gather(
        asyncio.to_thread(stream_types, server.url("gym", "sub")),
        asyncio.to_thread(watch, server.url("gym", "sub"), 8),
    )
    assert types == [("video", codec)]
    # A joining viewer may see a picture or two before the first key frame.
    assert all((b[1] - a[1]) % 30 == 1 for a, b in pairwise(seen[2:]))


async def test_audio_only(server: RtspServer) -> None:
    """The camera announces a microphone and nothing else."""
    await server.cameras["gym"].inject(Fault.AUDIO_ONLY)
    types = await asyncio.to_thread(stream_types, server.url("gym", "sub"))
    assert types == [("audio", "pcm_mulaw")]


async def test_resolution_changes_in_the_running_stream(server: RtspServer, sent: SentFrames) -> None:
    """One session shows pictures of both sizes."""
    # Making footage of the other size takes a busy machine some time: frames enough to wait for it.
    playing = asyncio.create_task(asyncio.to_thread(watch, server.url("gym", "sub"), 600, until_width_px=480))
    # A whole loop, so that the viewer has seen a key frame of the first size.
    await frames_sent(sent, ("gym", "sub"), 35)
    await server.cameras["gym"].inject(Fault.RESOLUTION_CHANGE, ["sub"])
    assert {picture[3] for picture in await playing} == {640, 480}


async def test_timestamps_jump_once(server: RtspServer) -> None:
    """An hour forward at one frame; the others are one frame apart."""
    times = await times_around(server, Fault.TIMESTAMP_JUMP)
    assert steps_of(times) == [
        FRAME_TICKS,
        FRAME_TICKS,
        3600 * 90_000 + FRAME_TICKS,
        FRAME_TICKS,
        FRAME_TICKS,
    ]


async def test_timestamps_start_again_once(server: RtspServer) -> None:
    """Near zero at one frame; the others are one frame apart."""
    times = await times_around(server, Fault.TIMESTAMP_RESET)
    assert times[3] < FRAME_TICKS
    assert steps_of(times[:3]) == steps_of(times[3:]) == [FRAME_TICKS, FRAME_TICKS]


async def test_unknown_names_are_errors(server: RtspServer) -> None:
    """Asking the simulator itself for what it does not have is an error."""
    with pytest.raises(UnknownStream):
        server.stream("gym", "third")


async def times_around(server: RtspServer, fault: Fault) -> list[int]:
    """RTP times of the three frames before a fault, and of the three after it."""
    stream = server.stream("gym", "sub")
    first = stream.next_index(asyncio.get_running_loop().time())
    before = [stream.timestamp(index) for index in range(first - 3, first)]
    await server.cameras["gym"].inject(fault)
    return before + [stream.timestamp(index) for index in range(first, first + 3)]


def steps_of(times: Sequence[int]) -> list[int]:
    """Signed differences of 32 bit times."""
    return [((b - a + 2**31) & 0xFFFF_FFFF) - 2**31 for a, b in pairwise(times)]


async def frames_sent(sent: SentFrames, stream: tuple[str, str], count: int) -> None:
    """Waits until a stream has sent this many frames."""
    while count:
        camera_id, name, _, _ = await sent.get()
        count -= (camera_id, name) == stream
