"""What the browser and the service say to each other over HTTP; the control channel is in `live/messages.py`.

`static/src/wire/types.ts` is generated from both. Times are integer milliseconds of Unix time
(`_at_ms`), because that is what a browser's `Date` takes.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, field

from responder.access.incident import IncidentKind
from responder.access.link import LinkState
from responder.access.tap import FORM
from responder.live.messages import CameraStatus, FirstAnswer, FirstOffer, Id, MarkerView, Message, Text
from responder.web.wire_alerts import AlertView
from responder.web.wire_map import BasemapView


class ProblemType(StrEnum):
    """Why a request failed or an access ended; stable, for programs."""

    ACCOUNT_LOCKED = "account-locked"
    AGREEMENT_BROKEN = "agreement-broken"
    ALREADY_EXISTS = "already-exists"
    BAD_REQUEST = "bad-request"
    BAD_SDP = "bad-sdp"
    BUSY = "busy"
    CODES_LOCKED = "codes-locked"
    CAMPUS_READ_ONLY = "campus-read-only"
    CROSS_SITE = "cross-site"
    DEVICE_LIMIT = "device-limit"
    DEVICE_REMOVED = "device-removed"
    INCIDENT_CLOSED = "incident-closed"
    INTERNAL = "internal"
    LINK_EXPIRED = "link-expired"
    LINK_PENDING = "link-pending"
    LINK_REVOKED = "link-revoked"
    LINK_UNKNOWN = "link-unknown"
    LINK_UPCOMING = "link-upcoming"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    NOT_ACCEPTABLE = "not-acceptable"
    NOT_ALLOWED = "not-allowed"
    NOT_BUILT = "not-built"
    NOT_FOUND = "not-found"
    NOT_SIGNED_IN = "not-signed-in"
    NO_ROUTE = "no-route"
    PIN_LOCKED = "pin-locked"
    PIN_REQUIRED = "pin-required"
    PIN_WRONG = "pin-wrong"
    PRECONDITION_FAILED = "precondition-failed"
    PRECONDITION_REQUIRED = "precondition-required"
    PROVIDER_UNAVAILABLE = "provider-unavailable"
    SECOND_FACTOR_REQUIRED = "second-factor-required"
    SIGN_IN_REFUSED = "sign-in-refused"
    STORE_DAMAGED = "store-damaged"
    STORE_UNAVAILABLE = "store-unavailable"
    TOO_LARGE = "too-large"
    TOO_MANY_MARKERS = "too-many-markers"
    TOO_MANY_REQUESTS = "too-many-requests"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    WEBHOOK_REFUSED = "webhook-refused"


class Problem(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Every answer with a status of 400 or more (RFC 9457, `application/problem+json`)."""

    type: ProblemType
    title: str
    """One short sentence, the same for every problem of this type."""
    status: int
    detail: str
    """What is wrong in this very request, for a person; may be empty."""
    opens_at_ms: int | None = None
    """With `link-upcoming`: when the link begins."""


# -- staff -----------------------------------------------------------------------------------------


class LinkRequest(Message, frozen=True, kw_only=True):
    agency: Text
    begins_at_ms: Annotated[int, Meta(ge=0, le=2**53)] | None = None
    """When it begins, within 7 days; null for at once. Until then it can be sent, and shows nothing."""
    lifetime_s: Annotated[int, Meta(ge=60, le=7 * 24 * 3600)] = 4 * 3600
    """From its beginning on."""
    device_limit: Annotated[int, Meta(ge=1, le=500)] = 50
    pin: Annotated[str, Meta(pattern="^[0-9]{4,8}$")] | None = None
    """Asked of every device that comes for the first time; said over another channel than the link."""
    has_waiting_room: bool = True
    """At a full link devices wait until they are let in; without it they are refused."""
    camera_groups: Annotated[list[Id], Meta(min_length=1, max_length=50)] | None = None
    """The cameras of these groups alone; null for those that the agreement allows."""
    override_reason: Text | None = None
    """Why the link is issued although the agreement does not allow it; for roles that may override."""


class IncidentRequest(Message, frozen=True, kw_only=True):
    """Opens an incident; with `link`, shares it in the same step, so that two taps are enough."""

    building_ids: Annotated[list[Id], Meta(min_length=1, max_length=64)]
    kind: IncidentKind
    reason: Text
    link: LinkRequest | None = None


class ExtendRequest(Message, frozen=True, kw_only=True):
    by_s: Annotated[int, Meta(ge=60, le=24 * 3600)]
    override_reason: Text | None = None
    """As when issuing."""


class DeviceView(Message, frozen=True, kw_only=True):
    """A browser that redeemed a link; `watching` are the cameras whose frames it gets now."""

    device_id: str
    label: str
    redeemed_at_ms: int
    connected: bool
    watching: list[str]
    is_clear: bool = False
    """Its unit said to be clear of the scene."""


class OfficerView(Message, frozen=True, kw_only=True):
    """An officer, signed in by name, who watches through the link now; takes no place of it."""

    username: str
    watching: list[str]


class LinkView(Message, frozen=True, kw_only=True):
    link_id: str
    agency: str
    state: LinkState
    issued_by: str
    issued_at_ms: int
    expires_at_ms: int
    device_limit: int
    devices: list[DeviceView]
    waiting: list[DeviceView] = field(default_factory=list)
    """At the full link, to be let in or turned away, in the order of their coming."""
    officers: list[OfficerView] = field(default_factory=list)
    has_pin: bool = False
    parent_link_id: str | None = None
    """The link that it was handed on from."""
    camera_groups: list[str] | None = None
    """It opens the cameras of these groups alone; null for all of its buildings."""
    begins_at_ms: int | None = None
    """Null for one that began when it was issued. While `state` is `upcoming`, this is to come."""
    approved_by: str | None = None
    """Null when nobody had to. While `state` is `pending` somebody has to, before `expires_at_ms`."""


class IssuedLink(Message, frozen=True, kw_only=True):
    """The only time that the token leaves the service: inside `url`, after the `#`."""

    link: LinkView
    url: str
    qr_svg: str


class OwnerView(Message, frozen=True, kw_only=True):
    """Who leads an incident: a user name, or the name of an agency."""

    name: str
    is_agency: bool


class IncidentView(Message, frozen=True, kw_only=True):
    incident_id: str
    building_ids: list[str]
    kind: IncidentKind
    reason: str
    opened_by: str
    opened_at_ms: int
    closed_at_ms: int | None
    links: list[LinkView]
    owner: OwnerView
    """Whoever opened it, until it is transferred."""
    is_drill: bool = False
    closed_by: str | None = None
    markers: list[MarkerView] = field(default_factory=list)
    """Those that stand now, in the order of their placing; none once it is closed."""


class IncidentOpened(Message, frozen=True, kw_only=True):
    incident: IncidentView
    issued: IssuedLink | None


# -- places and cameras ----------------------------------------------------------------------------


class CameraView(Message, frozen=True, kw_only=True):
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
    is_entrance: bool = False
    """It hangs at a door between inside and outside."""


class LevelView(Message, frozen=True, kw_only=True):
    level_id: str
    name: str
    short_name: str
    ordinal: int


class BuildingView(Message, frozen=True, kw_only=True):
    building_id: str
    name: str
    levels: list[LevelView]
    camera_count: int


class Overview(Message, frozen=True, kw_only=True):
    """Everything that the console shows, polled every 2 s."""

    server_time_ms: int
    campus_name: str
    buildings: list[BuildingView]
    cameras: list[CameraView]
    camera_groups: list[str]
    """Those of the site, by name."""
    incidents: list[IncidentView]
    """Open ones, and those closed in the last 24 h; newest first."""


# -- responder -------------------------------------------------------------------------------------


class RedeemRequest(Message, frozen=True, kw_only=True):
    token: Annotated[str, Meta(min_length=1, max_length=128)]
    pin: Annotated[str, Meta(max_length=16)] | None = None
    tap_key: Annotated[str, Meta(pattern=FORM)] | None = None
    """Random, of 128 bits and more: the same in every try of one tap, which then takes one place."""
    live: FirstOffer | None = None
    """Opens a live session in the same step: on a slow link the phone need not ask twice."""


class Tier(StrEnum):
    """Who looks: whoever holds a link, or an officer who is signed in by name."""

    LINK = "link"
    NAMED = "named"


class ResponderView(Message, frozen=True, kw_only=True):
    """What a redeemed link opens. Also the answer to a reload (`GET /api/permit`)."""

    device_id: str
    server_time_ms: int
    expires_at_ms: int
    agency: str
    watermark: str
    """Written over every picture: for whom, and on which device."""
    kind: IncidentKind
    reason: str
    opened_at_ms: int
    campus_name: str
    buildings: list[BuildingView]
    """Those that the permit covers."""
    cameras: list[CameraView]
    """In place order: by building, from the ground level up, then basements, then outside; there by name."""
    map_version: str
    """Of the map that all this is on; live video tells of another one: then this is asked for again."""
    lead_agency: str | None = None
    """The agency that leads the incident; null while the district does."""
    tier: Tier = Tier.LINK
    is_drill: bool = False
    basemap: BasemapView | None = None
    """What lies under the map; null where the site has no such picture."""
    alert: AlertView | None = None
    """Where a detector rang; null where it named neither a camera nor a place that this permit shows."""
    live: FirstAnswer | None = None
    """The session that began with the tap; null when none was asked for, or none could be opened."""


# -- service --------------------------------------------------------------------------------------


class StoreHealth(StrEnum):
    UP = "up"
    DOWN = "down"


class Health(Message, frozen=True, kw_only=True):
    store: StoreHealth
