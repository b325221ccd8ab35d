"""What the browser and the service say to each other: every request, response and control message.

`static/src/wire/types.ts` is generated from this module. Times are integer milliseconds of Unix time
(`_at_ms`), because that is what a browser's `Date` takes.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from responder.access.incident import IncidentKind
from responder.access.link import LinkState
from responder.delivery.ladder import Rung

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Text = Annotated[str, Meta(min_length=1, max_length=200)]


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything on the wire: unknown fields are refused, so that a typing error is never ignored."""


# -- staff ---------------------------------------------------------------------------------------------------------


class SignIn(Message):
    username: Annotated[str, Meta(min_length=1, max_length=64)]
    password: Annotated[str, Meta(min_length=1, max_length=256)]


class Me(Message):
    username: str
    display_name: str
    role: str


class LinkRequest(Message):
    agency: Text
    lifetime_s: Annotated[int, Meta(ge=60, le=7 * 24 * 3600)] = 4 * 3600
    device_limit: Annotated[int, Meta(ge=1, le=500)] = 50


class IncidentRequest(Message):
    """Opens an incident; with `link`, shares it in the same step, so that two taps are enough."""

    building_ids: Annotated[list[Id], Meta(min_length=1, max_length=64)]
    kind: IncidentKind
    reason: Text
    link: LinkRequest | None = None


class ExtendRequest(Message):
    by_s: Annotated[int, Meta(ge=60, le=24 * 3600)]


class DeviceView(Message):
    """A browser that redeemed a link; `watching` are the cameras whose frames it gets now."""

    device_id: str
    label: str
    redeemed_at_ms: int
    connected: bool
    watching: list[str]


class LinkView(Message):
    link_id: str
    agency: str
    state: LinkState
    issued_by: str
    issued_at_ms: int
    expires_at_ms: int
    device_limit: int
    devices: list[DeviceView]


class IssuedLink(Message):
    """The only time that the token leaves the service: inside `url`, after the `#`."""

    link: LinkView
    url: str
    qr_svg: str


class IncidentView(Message):
    incident_id: str
    building_ids: list[str]
    kind: IncidentKind
    reason: str
    opened_by: str
    opened_at_ms: int
    closed_at_ms: int | None
    links: list[LinkView]


class IncidentOpened(Message):
    incident: IncidentView
    issued: IssuedLink | None


# -- places and cameras --------------------------------------------------------------------------------------------


class CameraState(StrEnum):
    """What the service knows of a camera now."""

    IDLE = "idle"  # nobody watches: not connected
    CONNECTING = "connecting"
    LIVE = "live"
    STALLED = "stalled"  # connected, but no picture for 5 s
    UNREACHABLE = "unreachable"
    CREDENTIALS_REJECTED = "credentials_rejected"
    UNSUPPORTED = "unsupported"  # sends nothing that a browser can play
    UNCONFIGURED = "unconfigured"  # surveyed on the map, but no address in the settings


class CameraStatus(Message):
    camera_id: str
    state: CameraState
    reason: str
    """One sentence for a person, empty while all is well."""
    poster_at_ms: int | None
    """Capture time of the latest poster; null when there is none yet."""


class CameraView(Message):
    camera_id: str
    name: str
    building_id: str
    level_id: str | None
    """Null for an outdoor camera."""
    longitude: float
    latitude: float
    azimuth_deg: float | None
    """Centre line from true north; null when not surveyed."""
    fov_deg: float | None
    range_m: float | None
    status: CameraStatus


class LevelView(Message):
    level_id: str
    name: str
    short_name: str
    ordinal: int


class BuildingView(Message):
    building_id: str
    name: str
    levels: list[LevelView]
    camera_count: int


class Overview(Message):
    """Everything that the console shows, polled every 2 s."""

    server_time_ms: int
    campus_name: str
    buildings: list[BuildingView]
    cameras: list[CameraView]
    incidents: list[IncidentView]
    """Open ones, and those closed in the last 24 h; newest first."""


# -- responder -----------------------------------------------------------------------------------------------------


class RedeemRequest(Message):
    token: Annotated[str, Meta(min_length=1, max_length=128)]


class ResponderView(Message):
    """What a redeemed link opens. Also the answer to a reload (`GET /api/permit`)."""

    device_id: str
    server_time_ms: int
    expires_at_ms: int
    agency: str
    kind: IncidentKind
    reason: str
    opened_at_ms: int
    campus_name: str
    buildings: list[BuildingView]
    """Those that the permit covers."""
    cameras: list[CameraView]


# -- live session --------------------------------------------------------------------------------------------------


class SlotRequest(Message):
    """What one video window of the phone should show."""

    slot: Annotated[int, Meta(ge=0, le=63)]
    camera_id: Id | None
    focused: bool = False
    visible: bool = True
    width_px: Annotated[int, Meta(ge=0, le=8192)] = 0
    """Width of the picture on the screen in device pixels; 0 when unknown."""


class LiveRequest(Message):
    """An SDP offer with one receive-only video m-line per slot, and what to pour into the slots first."""

    sdp: Annotated[str, Meta(max_length=32_768)]
    slots: Annotated[list[SlotRequest], Meta(max_length=64)]


class LiveAnswer(Message):
    live_id: str
    sdp: str


class SetSlots(Message, tag="set_slots", tag_field="type"):
    """Replaces the requests of the slots that it names; the others stay."""

    slots: Annotated[list[SlotRequest], Meta(max_length=64)]


class Ping(Message, tag="ping", tag_field="type"):
    client_time_ms: float


ClientMessage = SetSlots | Ping


class Delivery(StrEnum):
    LIVE = "live"  # frames are flowing
    WAITING = "waiting"  # live is chosen, the first key frame is not sent yet
    POSTER = "poster"  # the link cannot carry this slot live: show posters
    PAUSED = "paused"  # off-screen
    OFFLINE = "offline"  # the camera gives no pictures
    DENIED = "denied"  # not in the permit
    EMPTY = "empty"  # no camera asked for


class SlotState(Message):
    slot: int
    camera_id: str | None
    delivery: Delivery
    rung: Rung | None
    reason: str
    """One sentence for a person when `delivery` is not live, else empty."""


class SlotClock(Message):
    """Ties a slot's RTP time to capture time: `captured_at_ms + (rtp - rtp_timestamp) / 90` (90 kHz, modulo 2**32)."""

    slot: int
    rtp_timestamp: int
    captured_at_ms: float


class SlotStates(Message, tag="slot_states", tag_field="type"):
    """Sent when a slot's state changed; names every slot."""

    slots: list[SlotState]


class SlotClocks(Message, tag="slot_clocks", tag_field="type"):
    """Sent once a second and right after a switch; names the slots that are live."""

    clocks: list[SlotClock]


class CameraStatuses(Message, tag="camera_statuses", tag_field="type"):
    """Sent when a camera of the permit changed its state, and every 5 s for posters."""

    cameras: list[CameraStatus]


class Pong(Message, tag="pong", tag_field="type"):
    client_time_ms: float
    server_time_ms: float


class PermitChanged(Message, tag="permit_changed", tag_field="type"):
    expires_at_ms: int


class AccessEnded(Message, tag="access_ended", tag_field="type"):
    """The last message: the video has stopped and stays stopped. `reason` is a problem type, see `web/errors.py`."""

    reason: str
    detail: str


ServerMessage = SlotStates | SlotClocks | CameraStatuses | Pong | PermitChanged | AccessEnded
