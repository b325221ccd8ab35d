"""What the simulated cameras play: clips that are encoded once and kept in a cache directory."""

import hashlib
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import av
import msgspec
from msgspec import Struct

from responder.demo.canvas import Planes
from responder.demo.encoding import MAIN, SUB, Codec, Encoding, SentUnit, encoded, flushed, open_encoder
from responder.demo.scene import FRAMES_PER_S, LOOP_FRAMES, Scene, SceneSpec, with_strip

# Counts up when scenes or encoding change, so that old cache entries are not taken for new ones.
RECIPE = 2
_DIGEST_BYTES = 32


class Clip(Struct, frozen=True, kw_only=True):
    """A loop of access units in the order of sending, at a constant rate.

    `counters[n]` is the frame counter that unit n shows; with B-frames it is not n.
    """

    codec: Codec
    width_px: int
    height_px: int
    frames_per_s: int
    units: tuple[bytes, ...]
    counters: tuple[int, ...]


class Footage(Struct, frozen=True, kw_only=True):
    """The two streams of a camera, frame for frame of the same moment."""

    main: Clip
    sub: Clip


def make_footage(
    specs: Iterable[SceneSpec],
    directory: Path,
    *,
    frames: int = LOOP_FRAMES,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[int, Footage]:
    """Footage by camera number; encodes what the cache directory lacks, on all cores.

    Blocks for about a second of one core per camera. Calls `progress(done, total)` as cameras are encoded.
    """
    wanted = list(specs)
    directory.mkdir(parents=True, exist_ok=True)
    kept = {spec.camera_number: _read_footage(spec, frames, directory) for spec in wanted}
    missing = [spec for spec in wanted if kept[spec.camera_number] is None]
    for done, spec in enumerate(_encode_all(missing, frames, directory), start=1):
        kept[spec.camera_number] = _read_footage(spec, frames, directory)
        progress(done, len(missing))
    return {number: footage for number, footage in kept.items() if footage is not None}


def make_clip(spec: SceneSpec, encoding: Encoding, directory: Path, *, frames: int = LOOP_FRAMES) -> Clip:
    """One clip of a scene in an encoding of its own, cached like the others."""
    path = _path(spec, encoding, frames, directory)
    clip = read_clip(path)
    if clip is None:
        (clip,) = _encode(spec, (encoding,), frames)
        write_clip(path, clip)
    return clip


def write_clip(path: Path, clip: Clip) -> None:
    """Writes a clip so that a reader never sees half of it."""
    body = msgspec.msgpack.encode(clip)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(hashlib.sha256(body).digest() + body)
    os.replace(file.name, path)


def read_clip(path: Path) -> Clip | None:
    """Reads a clip; None when there is none or it was damaged."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, body = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if hashlib.sha256(body).digest() != digest:
        return None
    return msgspec.msgpack.decode(body, type=Clip)


def _read_footage(spec: SceneSpec, frames: int, directory: Path) -> Footage | None:
    main, sub = (read_clip(_path(spec, encoding, frames, directory)) for encoding in (MAIN, SUB))
    return Footage(main=main, sub=sub) if main and sub else None


def _path(spec: SceneSpec, encoding: Encoding, frames: int, directory: Path) -> Path:
    key = hashlib.sha256(msgspec.json.encode((RECIPE, spec, encoding, frames))).hexdigest()[:32]
    return directory / f"{key}.clip"


def _encode_all(specs: list[SceneSpec], frames: int, directory: Path) -> Iterator[SceneSpec]:
    if len(specs) <= 1:
        # Starting a process costs as much as encoding one camera.
        yield from (_encode_footage(spec, frames, directory) for spec in specs)
        return
    # A forked child would inherit the event loop's and libav's threads in an unknown state.
    spawn = multiprocessing.get_context("spawn")
    workers = min(len(specs), os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        jobs = [pool.submit(_encode_footage, spec, frames, directory) for spec in specs]
        yield from (job.result() for job in as_completed(jobs))


def _encode_footage(spec: SceneSpec, frames: int, directory: Path) -> SceneSpec:
    encodings = (MAIN, SUB)
    for encoding, clip in zip(encodings, _encode(spec, encodings, frames), strict=True):
        write_clip(_path(spec, encoding, frames, directory), clip)
    return spec


def _encode(spec: SceneSpec, encodings: tuple[Encoding, ...], frames: int) -> list[Clip]:
    """Renders once and encodes to each encoding."""
    scene = Scene(spec)
    encoders = [open_encoder(encoding) for encoding in encodings]
    units: list[list[SentUnit]] = [[] for _ in encodings]
    for index in range(frames):
        planes = scene.planes(index)
        for encoding, encoder, sent in zip(encodings, encoders, units, strict=True):
            frame = with_strip(_scaled(planes, encoding), spec.camera_number, index)
            sent += encoded(encoder, frame, index)
    for encoder, sent in zip(encoders, units, strict=True):
        sent += flushed(encoder)
    return [_clip(encoding, sent) for encoding, sent in zip(encodings, units, strict=True)]


def _scaled(planes: Planes, encoding: Encoding) -> Planes:
    if planes.shape[1] == encoding.width_px:
        return planes
    frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
    return frame.reformat(encoding.width_px, encoding.height_px).to_ndarray()


def _clip(encoding: Encoding, units: list[SentUnit]) -> Clip:
    return Clip(
        codec=encoding.codec,
        width_px=encoding.width_px,
        height_px=encoding.height_px,
        frames_per_s=FRAMES_PER_S,
        units=tuple(data for data, _ in units),
        counters=tuple(counter for _, counter in units),
    )
