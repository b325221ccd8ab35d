"""One camera's live video inside this node: its rungs, their cached GOPs, its state and its poster."""

from responder.delivery.allocation import RungOffer
from responder.delivery.gop import RungStream
from responder.delivery.ladder import Rung
from responder.media.poster import Poster
from responder.media.status import FeedStatus


class Feed:
    """Subscribing to one of its streams connects the camera; it lingers 30 s after the last one left."""

    camera_id: str

    @property
    def status(self) -> FeedStatus:
        """What the camera does now, with a sentence for a person when it is not well."""
        raise NotImplementedError

    @property
    def poster(self) -> Poster | None:
        """The latest still picture, or None before the first key frame."""
        raise NotImplementedError

    def stream(self, rung: Rung) -> RungStream:
        """The shared stream of one rung. Raises UnknownRung when `offers()` does not list it."""
        raise NotImplementedError

    def offers(self) -> tuple[RungOffer, ...]:
        """The rungs that can be watched now, best first, with measured bitrates and sizes."""
        raise NotImplementedError
