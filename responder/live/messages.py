"""The control channel of a live session: what the phone asks of its slots, and what it is told.

Times are integer milliseconds of Unix time (`_at_ms`), because that is what a browser's `Date` takes.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from responder.access.marker import MarkerKind
from responder.delivery.ladder import Rung
from responder.media.status import FeedState

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Text = Annotated[str, Meta(min_length=1, max_length=200)]


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything on the wire: unknown fields are refused, so that a typing error is never ignored."""


class SlotRequest(Message, frozen=True):
    """What one video window of the phone should show."""

    slot: Annotated[int, Meta(ge=0, le=63)]
    camera_id: Id | None
    focused: bool = False
    visible: bool = True
    width_px: Annotated[int, Meta(ge=0, le=8192)] = 0
    """Width of the picture on the screen in device pixels; 0 when unknown."""
    undecodable: bool = False
    """The browser makes nothing of what the camera sends: only encodings that are made here are of use."""


class LiveRequest(Message, frozen=True):
    """An SDP offer with one receive-only video m-line per slot, and what to pour into the slots first."""

    sdp: Annotated[str, Meta(max_length=32_768)]
    slots: Annotated[list[SlotRequest], Meta(max_length=64)]


class LiveAnswer(Message, frozen=True):
    live_id: str
    sdp: str


class FirstOffer(Message, frozen=True):
    """An SDP offer that goes with the tap on a link, when the phone does not know the cameras yet."""

    sdp: Annotated[str, Meta(max_length=32_768)]
    visible: Annotated[int, Meta(ge=0, le=64)]
    """How many pictures the screen shows at once."""
    width_px: Annotated[int, Meta(ge=0, le=8192)] = 0
    """Of each, as in a slot's request."""
    focused: Id | None = None
    """The camera that the page had large before, when it was opened anew."""


class FirstAnswer(Message, frozen=True):
    """Live video began with the tap: `slots` are what the phone would have asked for."""

    live_id: str
    sdp: str
    slots: list[SlotRequest]


class SetSlots(Message, frozen=True, tag="set_slots", tag_field="type"):
    """Replaces the requests of the slots that it names; the others stay."""

    slots: Annotated[list[SlotRequest], Meta(max_length=64)]


class SetBudget(Message, frozen=True, tag="set_budget", tag_field="type"):
    """What the person lets the phone use, a hard cap; a new live session begins without one."""

    data_saver: bool = False
    """The focused camera small, and a few thumbnails."""
    cap_bps: Annotated[int, Meta(ge=50_000, le=100_000_000)] | None = None


class Ping(Message, frozen=True, tag="ping", tag_field="type"):
    client_time_ms: float


ClientMessage = SetSlots | SetBudget | Ping


class Delivery(StrEnum):
    LIVE = "live"  # frames are flowing
    WAITING = "waiting"  # live is chosen, the first key frame is not sent yet
    STILLS = "stills"  # the link cannot carry this slot live: single pictures come in it, seconds apart
    POSTER = "poster"  # nothing comes in this slot: show posters
    PAUSED = "paused"  # off-screen
    OFFLINE = "offline"  # the camera gives no pictures
    DENIED = "denied"  # not in the permit
    EMPTY = "empty"  # no camera asked for


class SlotState(Message, frozen=True):
    slot: int
    camera_id: str | None
    delivery: Delivery
    rung: Rung | None
    reason: str
    """One sentence for a person when the slot gets less than it has use for, else empty."""


class SlotClock(Message, frozen=True):
    """Ties a slot's RTP time to capture time: `captured_at_ms + (rtp - rtp_timestamp) / 90`, modulo 2**32."""

    slot: int
    rtp_timestamp: int
    captured_at_ms: float


class CameraStatus(Message, frozen=True):
    camera_id: str
    state: FeedState
    reason: str
    """One sentence for a person, empty while all is well."""
    poster_at_ms: int | None
    """Capture time of the latest poster; null when there is none yet."""


class SlotStates(Message, frozen=True, tag="slot_states", tag_field="type"):
    """Sent when a slot's state changed; names every slot."""

    slots: list[SlotState]


class SlotClocks(Message, frozen=True, tag="slot_clocks", tag_field="type"):
    """Sent once a second and right after a switch; names the slots that are live."""

    clocks: list[SlotClock]


class CameraStatuses(Message, frozen=True, tag="camera_statuses", tag_field="type"):
    """Sent when a camera of the permit changed its state, and every 5 s for posters."""

    cameras: list[CameraStatus]


class Pong(Message, frozen=True, tag="pong", tag_field="type"):
    client_time_ms: float
    server_time_ms: float


class LinkReport(Message, frozen=True, tag="link_report", tag_field="type"):
    """What the service knows of the phone's link; sent every 2 s while it changes."""

    protocol: str | None
    """`udp` or `tcp`; null without a path."""
    estimate_bps: int
    """What the link is believed to carry now."""
    cap_bps: int | None
    round_trip_ms: int | None
    loss: float
    """Share of packets lost on the way to the phone, lately."""
    sent_bytes: int
    """Everything sent to the phone in this live session."""


class CameraAttention(Message, frozen=True):
    camera_id: str
    agencies: list[str]
    """Of every other device that has the camera large: one entry each."""


class Attention(Message, frozen=True, tag="attention", tag_field="type"):
    """What the other devices of the incident look at; sent when it changed, at most every 2 s."""

    cameras: list[CameraAttention]


class MarkerView(Message, frozen=True):
    """A mark on the map that all units of the incident share."""

    marker_id: str
    kind: MarkerKind
    longitude: float
    latitude: float
    level_id: str | None
    """Null outside."""
    building_id: str | None
    """Of the level; null outside."""
    note: str
    agency: str | None
    """Of whoever placed it; null for the school."""
    person: str | None
    """Who placed it, where that is known and to be told."""
    placed_at_ms: int
    is_own: bool
    """This device has placed it."""
    may_withdraw: bool
    is_drill: bool = False


class Markers(Message, frozen=True, tag="markers", tag_field="type"):
    """All markers that stand now and that the permit shows; sent at first, and when they changed."""

    markers: list[MarkerView]


class MapInPlace(Message, frozen=True, tag="map_in_place", tag_field="type"):
    """Which map of the campus is shown to everybody now; sent at first, and when it is another one."""

    version: str
    """As in the view that a redeemed link opens; another one says nothing but that the map is another."""


class PermitChanged(Message, frozen=True, tag="permit_changed", tag_field="type"):
    expires_at_ms: int
    lead_agency: str | None
    """That leads the incident; null while the district does."""


class AccessEnded(Message, frozen=True, tag="access_ended", tag_field="type"):
    """The last message: the video has stopped and stays stopped. `reason` is a problem type."""

    reason: str
    detail: str


class LiveEnded(Message, frozen=True, tag="live_ended", tag_field="type"):
    """The last message of this live session, but the access goes on: the phone opens a new one."""

    reason: str
    detail: str


ServerMessage = (
    SlotStates
    | SlotClocks
    | CameraStatuses
    | Pong
    | LinkReport
    | Attention
    | Markers
    | MapInPlace
    | PermitChanged
    | AccessEnded
    | LiveEnded
)
