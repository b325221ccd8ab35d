"""What only the console asks and says: of the record, of its ids, and of how cameras start."""

from typing import Annotated

from msgspec import Meta

from responder.live.messages import Id, Message


class ChainFinding(Message, frozen=True, kw_only=True):
    """What is wrong, and at which record."""

    sequence: int
    problem: str


class ChainState(Message, frozen=True, kw_only=True):
    """The audit trail, every record of it checked; broken where anything is found."""

    is_sound: bool
    record_count: int
    signed_sequence: int
    """The last record that a signature covers; later ones are chained, and signed within minutes."""
    end_sequence: int
    checked_at_ms: int
    findings: list[ChainFinding]


class Named(Message, frozen=True, kw_only=True):
    """An id of the record, as people call it."""

    id: str
    name: str


class RecordNames(Message, frozen=True, kw_only=True):
    """Of everything on the map that a record may name."""

    buildings: list[Named]
    cameras: list[Named]


class CameraStart(Message, frozen=True, kw_only=True):
    """How one camera began on a console, asked for live."""

    camera_id: Id
    started_after_ms: Annotated[int, Meta(ge=0, le=600_000)] | None
    """Until its first picture was decoded; null when none came in time."""
    reason: Annotated[str, Meta(max_length=200)] = ""
    """Why none came, as far as it is known."""


class PreflightReport(Message, frozen=True, kw_only=True):
    """Of cameras of one building, over the media port and the network that the console is in."""

    cameras: Annotated[list[CameraStart], Meta(min_length=1, max_length=400)]
