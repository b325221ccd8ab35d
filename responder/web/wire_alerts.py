"""What a detector says of an alert, what it is answered, and what a phone is told of it."""

from typing import Annotated

from msgspec import Meta, field

from responder.access.incident import IncidentKind
from responder.live.messages import Id, Message, Text


class AlertPoint(Message, frozen=True, kw_only=True):
    """Degrees of WGS84."""

    longitude: float
    latitude: float
    level_id: str | None = None
    """Null outside."""


class DetectorAlert(Message, frozen=True, kw_only=True):
    """The body of the call. Where it was raised may be named, and need not be."""

    detector: Annotated[str, Meta(min_length=1, max_length=64)]
    building_ids: Annotated[list[Id], Meta(min_length=1, max_length=64)]
    kind: IncidentKind
    reason: Text
    camera_ids: list[str] = field(default_factory=list)
    """The cameras that show it, the best first."""
    room: str | None = None
    """The id of a room, or the number on its door where only one room of these buildings has it."""
    point: AlertPoint | None = None
    """Where no room is named."""


class AlertReceived(Message, frozen=True, kw_only=True):
    """The incident that the alert opened, or belongs to."""

    incident_id: str
    not_understood: list[str] = field(default_factory=list)
    """In sentences, what it named and these buildings do not have; it counts for the buildings anyway."""


class AlertPlaceView(Message, frozen=True, kw_only=True):
    """Degrees of WGS84."""

    name: str
    """The room's, as people say it; empty for a point."""
    longitude: float
    latitude: float
    level_id: str | None
    """Null outside."""


class AlertView(Message, frozen=True, kw_only=True):
    """What the incident's alerts named, the last first."""

    camera_ids: list[str]
    place: AlertPlaceView | None
