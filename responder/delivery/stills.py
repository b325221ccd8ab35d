"""Single pictures for slots whose live video does not fit the link: whose leaves next, and when.

A still is a key frame of the slot's lowest rung, sent as a frame of the slot's own stream. Unlike a photo
that the phone fetches it is paced with everything else, it tells the estimator what the link carries, and it
waits behind no lost segment of TCP.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct

from responder.delivery.gop import Frame, RungStream
from responder.delivery.ladder import Rung

# A key frame of any larger rung costs more than a photo.
STILL_RUNG = Rung.THUMB
# A thumbnail has a key frame each 2 s: so there is a new one in every turn.
EVERY_S = 2.5
# Kept free for each: one every four seconds, headers included. More often they come in what is left over.
STILL_BPS = 8_000.0
# Live pictures that fill the link leave this share of it to stills all the same: none stands for ever.
_LEAST_SHARE = 0.15
# The officer looks at the focused camera: its waiting counts so many times.
_FOCUSED_COUNTS = 3.0
# What was not spent is not saved up.
_SAVED_S = 0.5


class Still(Struct, frozen=True, kw_only=True):
    """A slot's newest key frame, which the phone has not got."""

    slot: int
    size_bytes: int
    waited_s: float
    """Since the slot's last still left; infinite before the first one."""
    focused: bool = False


def stills_bps(budget_bps: float, live_bps: float) -> float:
    """What stills may take beside live pictures."""
    return max(budget_bps - live_bps, _LEAST_SHARE * budget_bps)


class StillRound:
    """Whoever has waited longest is next: on a link that carries one still a second, everybody has a turn."""

    def __init__(self) -> None:
        self._credit_bytes = 0.0
        self._counted_at_s: float | None = None

    def choose(self, stills: Iterable[Still], rate_bps: float, now: float) -> int | None:
        """The slot whose still leaves now, if any: two at once would stand in the way of live pictures."""
        self._earn(rate_bps, now)
        due = [still for still in stills if still.waited_s >= EVERY_S]
        if not due or self._credit_bytes <= 0:
            return None
        first = max(due, key=lambda still: still.waited_s * (_FOCUSED_COUNTS if still.focused else 1.0))
        self._credit_bytes -= first.size_bytes
        return first.slot

    def _earn(self, rate_bps: float, now: float) -> None:
        """A still may cost more than there is: the next one waits until that is earned."""
        passed_s = _SAVED_S if self._counted_at_s is None else now - self._counted_at_s
        self._counted_at_s = now
        self._credit_bytes = min(self._credit_bytes + passed_s * rate_bps / 8, _SAVED_S * rate_bps / 8)


class StillStream:
    """A RungStream (see `gop`) of single key frames of another, each when it is told to."""

    def __init__(self, whole: RungStream) -> None:
        self.whole = whole
        self._receivers: list[Callable[[Frame], None]] = []
        self._released: Frame | None = None

    @property
    def camera_id(self) -> str:
        return self.whole.camera_id

    @property
    def rung(self) -> Rung:
        return self.whole.rung

    @property
    def bitrate_bps(self) -> float:
        return STILL_BPS

    @property
    def next(self) -> Frame | None:
        """The newest key frame, unless it was the last one released."""
        newest = next(iter(self.whole.gop()), None)
        return None if newest is None or newest is self._released else newest

    def release(self) -> None:
        """Sends `next` to whoever has subscribed."""
        frame = self.next
        if frame is None:
            return
        self._released = frame
        for receive in tuple(self._receivers):
            receive(frame)

    def gop(self) -> tuple[Frame, ...]:
        """Nothing: a still leaves in its turn, not because a phone asks."""
        return ()

    def subscribe(self, receive: Callable[[Frame], None]) -> Callable[[], None]:
        """Keeps the whole stream going meanwhile."""
        self._receivers.append(receive)
        release_whole = self.whole.subscribe(_ignore)

        def leave() -> None:
            self._receivers.remove(receive)
            release_whole()

        return leave

    def request_keyframe(self) -> None:
        """The next one leaves in its turn."""


def _ignore(_: Frame) -> None:
    """The frames between two stills."""
