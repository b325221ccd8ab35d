"""What is said over HTTP of markers and of an incident's timeline; `MarkerView` is the control channel's."""

from typing import Annotated

from msgspec import Meta

from responder.access.incident import IncidentKind
from responder.access.marker import MAX_NOTE_LETTERS, MarkerKind
from responder.access.timeline import TimelineKind
from responder.live.messages import Id, MarkerView, Message


class MarkerRequest(Message, frozen=True, kw_only=True):
    """A marker to be placed; on a level, or outside without one."""

    kind: MarkerKind
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    level_id: Id | None = None
    note: Annotated[str, Meta(max_length=MAX_NOTE_LETTERS)] = ""
    """For a person; a marker of the kind `note` needs one."""


class MomentView(Message, frozen=True, kw_only=True):
    """One thing that happened."""

    kind: TimelineKind
    at_ms: int
    agency: str | None
    """Whom it concerns; null for the school."""
    person: str | None
    """Who did it, where that is known and to be told: a user name, a detector, a rule."""
    detail: str
    """A device's label, or why the incident was opened."""
    marker: MarkerView | None


class TimelineView(Message, frozen=True, kw_only=True):
    """Oldest first."""

    kind: IncidentKind
    is_drill: bool
    moments: list[MomentView]
