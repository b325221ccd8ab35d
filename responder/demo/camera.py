"""A simulated camera: its streams, and how it misbehaves on command."""

import asyncio
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from responder.demo.encoding import MAIN, SUB, Codec, Encoding
from responder.demo.footage import Footage, make_clip
from responder.demo.playout import Stream
from responder.demo.scene import SceneSpec
from responder.demo.track import Track, silence, track_of

# Frames of odd footage: one GOP, so that a fault is made within half a second.
ODD_FRAMES = 30
TIMESTAMP_JUMP_S = 3600.0


class Fault(StrEnum):
    """What cameras do in the wild."""

    STALL = "stall"  # the connection stays open, nothing comes
    REFUSE = "refuse"  # hangs up on every connection
    REJECT = "reject"  # 401, whatever the password
    DISCONNECT = "disconnect"  # hangs up once
    TIMESTAMP_JUMP = "timestamp_jump"  # an hour forward, once
    TIMESTAMP_RESET = "timestamp_reset"  # back to zero, once
    RESOLUTION_CHANGE = "resolution_change"  # a new SPS in the running stream
    B_FRAMES = "b_frames"
    HIGH_PROFILE = "high_profile"
    MJPEG = "mjpeg"
    H265 = "h265"
    AUDIO_ONLY = "audio_only"


# Changes of the main stream's encoding; the sub stream gets the same change at its own size.
_ODD_ENCODINGS: dict[Fault, dict[str, object]] = {
    Fault.RESOLUTION_CHANGE: {"width_px": 960, "height_px": 540},
    Fault.B_FRAMES: {"profile": "main", "b_frames": 2},
    Fault.HIGH_PROFILE: {"profile": "high"},
    Fault.MJPEG: {"codec": Codec.MJPEG},
    Fault.H265: {"codec": Codec.H265},
}


class Connection(Protocol):
    """A client's RTSP connection to this camera."""

    def hang_up(self) -> None:
        """Closes the connection without a word."""


class SimulatedCamera:
    """Give `spec` and `directory` for faults that need footage of their own."""

    def __init__(
        self,
        camera_id: str,
        tracks: dict[str, Track],
        *,
        started_at_s: float = 0.0,
        spec: SceneSpec | None = None,
        directory: Path | None = None,
    ) -> None:
        self.camera_id = camera_id
        self.streams = {name: Stream(camera_id, name, track, started_at_s) for name, track in tracks.items()}
        self.connections: set[Connection] = set()
        self.faults: set[Fault] = set()
        self._tracks = tracks
        self._spec = spec
        self._directory = directory

    @classmethod
    def from_footage(
        cls, camera_id: str, footage: Footage, spec: SceneSpec, directory: Path
    ) -> "SimulatedCamera":
        """A camera that plays its main and sub streams, out of step with the other cameras."""
        tracks = {"main": track_of(footage.main), "sub": track_of(footage.sub)}
        # The golden ratio spreads the key frames of any number of cameras evenly over a GOP of 2 s.
        phase_s = 2.0 * (spec.camera_number * 0.618_034 % 1)
        return cls(camera_id, tracks, started_at_s=-phase_s, spec=spec, directory=directory)

    async def inject(self, fault: Fault, streams: Iterable[str] | None = None) -> None:
        """Misbehaves from now on (or once), on all streams unless some are named.

        Connections are the whole camera's. Raises ValueError for odd footage of a camera without a scene.
        """
        self.faults.add(fault)
        misbehaving = [self.streams[name] for name in streams or self.streams]
        now = asyncio.get_running_loop().time()
        if fault is Fault.STALL:
            for stream in misbehaving:
                stream.stalled = True
        elif fault in (Fault.DISCONNECT, Fault.REFUSE, Fault.REJECT):
            self.hang_up()
        elif fault is Fault.TIMESTAMP_JUMP:
            for stream in misbehaving:
                stream.timestamp_offset_s += TIMESTAMP_JUMP_S
        elif fault is Fault.TIMESTAMP_RESET:
            for stream in misbehaving:
                stream.reset_timestamps(now)
        else:
            await self._change_footage(fault, [stream.name for stream in misbehaving])

    async def heal(self) -> None:
        """Behaves well again."""
        self.faults.clear()
        for stream in self.streams.values():
            stream.stalled = False
        await self._play(self._tracks)

    def hang_up(self) -> None:
        """Closes every connection to this camera."""
        for connection in tuple(self.connections):
            connection.hang_up()

    async def _change_footage(self, fault: Fault, streams: list[str]) -> None:
        if fault is Fault.AUDIO_ONLY:
            await self._play(dict.fromkeys(streams, silence()))
            return
        await self._play({name: await self._odd_track(fault, name) for name in streams})

    async def _odd_track(self, fault: Fault, stream: str) -> Track:
        if self._spec is None or self._directory is None:
            raise ValueError(f"{self.camera_id} has no scene to film otherwise")
        usual = MAIN if stream == "main" else SUB
        changes = dict(_ODD_ENCODINGS[fault])
        if stream == "sub" and fault is Fault.RESOLUTION_CHANGE:
            changes = {"width_px": 480, "height_px": 270}
        encoding: Encoding = msgspec.structs.replace(usual, **changes)
        clip = await asyncio.to_thread(make_clip, self._spec, encoding, self._directory, frames=ODD_FRAMES)
        return track_of(clip)

    async def _play(self, tracks: dict[str, Track]) -> None:
        """Another codec cannot be announced within a session: the camera hangs up, as after a reboot."""
        now = asyncio.get_running_loop().time()
        if any(self.streams[name].track.payload_type != track.payload_type for name, track in tracks.items()):
            self.hang_up()
        for name, track in tracks.items():
            if self.streams[name].track is not track:
                self.streams[name].change_track(track, now)
