"""A camera with a full ladder; its frames tell who took them and when."""

from collections.abc import Callable
from random import Random
from struct import Struct as Layout

from responder.delivery.allocation import RungOffer
from responder.delivery.gop import Frame, Gop
from responder.delivery.ladder import Rung
from tests.simulation.timeline import Timeline

FPS = 15
GOP_FRAMES = 30
# A key frame is as large as so many others.
KEYFRAME_WEIGHT = 8
MAX_PAYLOAD_BYTES = 1100
LADDER: dict[Rung, tuple[float, int]] = {
    Rung.SOURCE: (1_500_000, 1280),
    Rung.GOOD: (900_000, 960),
    Rung.MID: (400_000, 640),
    Rung.LOW: (200_000, 480),
    Rung.THUMB: (75_000, 320),
}
# The node makes these and can begin them anew; the others come from the camera as they are.
MADE = frozenset({Rung.GOOD, Rung.LOW, Rung.THUMB})
# Key frame or not, camera, rank of the rung, index of the frame, capture time.
LABEL = Layout("!BBBId")


class SimulatedStream:
    """One rung: the frames that an encoder at this rate makes."""

    def __init__(self, camera: int, rung: Rung, timeline: Timeline, chance: Random, phase: int) -> None:
        self.camera_id = f"camera-{camera}"
        self.rung = rung
        self.bitrate_bps = LADDER[rung][0]
        self._camera = camera
        self._timeline = timeline
        self._chance = chance
        self._index = 0
        self._since_keyframe = phase
        self._keyframe_wanted = False
        self._gop = Gop()
        self._receivers: list[Callable[[Frame], None]] = []

    def gop(self) -> tuple[Frame, ...]:
        """The cached group of pictures."""
        return self._gop.frames()

    def subscribe(self, receive: Callable[[Frame], None]) -> Callable[[], None]:
        """Every frame from now on."""
        self._receivers.append(receive)
        return lambda: self._receivers.remove(receive)

    def request_keyframe(self) -> None:
        """At most one per half a second, of a rung that is made."""
        self._keyframe_wanted = self.rung in MADE

    def emit(self) -> None:
        """The camera took a picture."""
        frame = self._frame()
        self._index += 1
        self._gop.append(frame)
        for receive in tuple(self._receivers):
            receive(frame)

    def _frame(self) -> Frame:
        keyframe = self._begins_group()
        unit_bytes = self.bitrate_bps / 8 / FPS * GOP_FRAMES / (GOP_FRAMES - 1 + KEYFRAME_WEIGHT)
        weight = KEYFRAME_WEIGHT if keyframe else 1
        size_bytes = max(60, round(unit_bytes * weight * self._chance.uniform(0.75, 1.25)))
        count = -(-size_bytes // MAX_PAYLOAD_BYTES)
        now = self._timeline.now
        label = LABEL.pack(keyframe, self._camera, self.rung.rank, self._index, now)
        payload = label + bytes(max(0, size_bytes // count - len(label)))
        return Frame(
            index=self._index,
            timestamp=self._index * 90_000 // FPS,
            captured_at_s=now,
            keyframe=keyframe,
            payloads=(payload,) * count,
            size_bytes=len(payload) * count,
        )

    def _begins_group(self) -> bool:
        asked_for = self._keyframe_wanted and self._since_keyframe >= FPS / 2
        begins = asked_for or self._since_keyframe % GOP_FRAMES == 0
        if begins:
            self._since_keyframe, self._keyframe_wanted = 0, False
        self._since_keyframe += 1
        return begins


class SimulatedCamera:
    """All rungs of one camera, running all the time."""

    def __init__(self, camera: int, timeline: Timeline, chance: Random) -> None:
        phase = chance.randrange(GOP_FRAMES)
        self.streams = {rung: SimulatedStream(camera, rung, timeline, chance, phase) for rung in LADDER}
        self.offers = tuple(
            RungOffer(rung=rung, bitrate_bps=bps, width_px=width_px, height_px=width_px * 9 // 16)
            for rung, (bps, width_px) in LADDER.items()
        )
        timeline.every(1 / FPS, self._emit, first_s=chance.uniform(0, 1 / FPS))

    def _emit(self) -> None:
        for stream in self.streams.values():
            stream.emit()
