"""What phones and consoles say when a link is handed on, said over the radio, or watched by name.

Times are integer milliseconds of Unix time (`_at_ms`), as in `wire`.
"""

from typing import Annotated

from msgspec import Meta

from responder.access.incident import IncidentKind
from responder.access.tap import FORM
from responder.live.messages import Id, Message, Text
from responder.web.wire import BuildingView, CameraView


class HandOnRequest(Message, frozen=True, kw_only=True):
    """A link for a partner, never wider, longer or larger than the one that it comes from."""

    agency: Text
    building_ids: Annotated[list[Id], Meta(min_length=1, max_length=64)] | None = None
    lifetime_s: Annotated[int, Meta(ge=60, le=7 * 24 * 3600)] | None = None
    device_limit: Annotated[int, Meta(ge=1, le=500)] | None = None


class SpokenCode(Message, frozen=True, kw_only=True):
    """Words to say over the radio; kept nowhere."""

    words: str
    expires_at_ms: int


class SpokenCodeRequest(Message, frozen=True, kw_only=True):
    """Case, punctuation and what follows a word's first four letters do not matter."""

    code: Annotated[str, Meta(min_length=1, max_length=128)]
    pin: Annotated[str, Meta(max_length=16)] | None = None
    tap_key: Annotated[str, Meta(pattern=FORM)] | None = None
    """As with a link."""


class TransferRequest(Message, frozen=True, kw_only=True):
    """To a member of staff or to an agency, never to both."""

    username: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    agency: Text | None = None
    reason: Annotated[str, Meta(max_length=200)] = ""


class ApprovalRequest(Message, frozen=True, kw_only=True):
    """A yes; the body may be `{}`."""

    override_reason: Text | None = None
    """Why somebody approves whom the agreement does not name; for roles that may override."""


class WaitingLink(Message, frozen=True, kw_only=True):
    """A link that somebody has to approve before it opens anything."""

    link_id: str
    agency: str
    incident_id: str
    building_ids: list[str]
    kind: IncidentKind
    reason: str
    is_drill: bool
    asked_by: str
    asked_at_ms: int
    lapses_at_ms: int
    """Without a yes until then the link is over."""
    lifetime_s: int
    """From the approval on, or from its beginning."""
    begins_at_ms: int | None
    """Null for one that begins with the approval."""
    clause: str
    """What the agreement says of the approval; empty when it is not quoted."""
    needs_override: bool
    """The agreement names others; an override with a reason is possible."""


class WatchableIncident(Message, frozen=True, kw_only=True):
    """An open incident that somebody who is signed in by name may watch."""

    incident_id: str
    building_ids: list[str]
    """Those that the account may see."""
    kind: IncidentKind
    reason: str
    is_drill: bool
    opened_at_ms: int
    expires_at_ms: int


class WatchableCameras(Message, frozen=True, kw_only=True):
    """In the order in which every screen shows them."""

    server_time_ms: int
    watermark: str
    """Written over every picture: for whom, and on which device."""
    buildings: list[BuildingView]
    """Where they hang."""
    cameras: list[CameraView]
    masked_camera_ids: list[Id]
    """Those of which privacy masks hide a part."""
    map_version: str
    """Of the map of which this tells; a live session says when there is another one."""
