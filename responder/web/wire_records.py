"""What the people who answer for the cameras say and read over HTTP: accounts, agreements and records.

Times are integer milliseconds of Unix time (`_at_ms`), as in `wire`.
"""

from typing import Annotated

from msgspec import Meta, field

from responder.access.account import Role
from responder.access.agreement import Term
from responder.access.audit import AuditKind, Source
from responder.access.disclosure import Ending
from responder.access.incident import IncidentKind
from responder.live.messages import Id, Message, Text

Username = Annotated[str, Meta(min_length=1, max_length=64)]
Password = Annotated[str, Meta(min_length=1, max_length=256)]
LongText = Annotated[str, Meta(max_length=2000)]


class AccountView(Message, frozen=True, kw_only=True):
    username: str
    display_name: str
    role: Role
    building_ids: list[str]
    """A building administrator's own."""
    camera_ids: list[str]
    """Listed for facilities staff."""
    camera_groups: list[str]
    """Listed for facilities staff; a building administrator is bound to them."""
    agency: str
    """An agency officer's; else empty."""
    has_second_factor: bool


class AccountRequest(Message, frozen=True, kw_only=True):
    """A new account, with exactly the scope that its role needs."""

    username: Username
    display_name: Annotated[str, Meta(max_length=200)] = ""
    role: Role
    password: Password
    building_ids: Annotated[list[Id], Meta(max_length=200)] = field(default_factory=list)
    camera_ids: Annotated[list[Id], Meta(max_length=1000)] = field(default_factory=list)
    camera_groups: Annotated[list[Id], Meta(max_length=50)] = field(default_factory=list)
    agency: Annotated[str, Meta(max_length=200)] = ""


class AccountChange(Message, frozen=True, kw_only=True):
    """Another role, with exactly the scope that it needs."""

    display_name: Annotated[str, Meta(max_length=200)] = ""
    """Empty leaves it as it is."""
    role: Role
    building_ids: Annotated[list[Id], Meta(max_length=200)] = field(default_factory=list)
    camera_ids: Annotated[list[Id], Meta(max_length=1000)] = field(default_factory=list)
    camera_groups: Annotated[list[Id], Meta(max_length=50)] = field(default_factory=list)
    agency: Annotated[str, Meta(max_length=200)] = ""


class PasswordRequest(Message, frozen=True, kw_only=True):
    password: Password


class DesignatedPersonView(Message, frozen=True, kw_only=True):
    name: Text
    position: Text
    rank: Text
    contact: Text
    supervisor: Text
    username: Annotated[str, Meta(max_length=64)] = ""
    """Of the account by which the person signs in; empty without one."""


class Clause(Message, frozen=True, kw_only=True):
    """The agreement's own words for a term; a refusal shows them."""

    term: Term
    text: LongText


class AgreementView(Message, frozen=True, kw_only=True):
    """What the district and an agency have agreed on; the end of its time is exclusive."""

    agency: Text
    valid_from_ms: int
    valid_until_ms: int
    designated_persons: Annotated[list[DesignatedPersonView], Meta(min_length=1, max_length=100)]
    kinds: Annotated[list[IncidentKind], Meta(min_length=1, max_length=20)]
    building_ids: Annotated[list[Id], Meta(max_length=200)] | None = None
    """Null for all buildings."""
    camera_groups: Annotated[list[Id], Meta(min_length=1, max_length=50)] | None = None
    """A link is bound to the cameras of these groups; null for all."""
    max_lifetime_s: Annotated[int, Meta(ge=60)] | None = None
    opening_roles: Annotated[list[Role], Meta(max_length=20)] | None = None
    """Who of the district opens links for the agency; null for everybody who may open links."""
    needs_approval: bool = False
    approvers: Annotated[list[Username], Meta(max_length=100)] = field(default_factory=list)
    """The accounts that approve; empty for everybody whose role may."""
    designated_only: bool = False
    """Of the officers who sign in by name, those alone look who are designated."""
    opens_by_itself: bool = False
    """A panic alarm issues the agency's link without a person."""
    allows_replay: bool = False
    allows_recording: bool = False
    ends_when_units_clear: bool = False
    ends_after_idle_s: Annotated[int, Meta(ge=60)] | None = None
    """With nobody watching for so long, the incident is over."""
    clauses: Annotated[list[Clause], Meta(max_length=20)] = field(default_factory=list)


class DisclosureView(Message, frozen=True, kw_only=True):
    """That a device was shown a camera: to whom, why, from when to when."""

    camera_id: str
    party: str
    """The agency, or the user name of a member of staff."""
    person: str
    """The user name of whoever was signed in by name; empty for the holder of a link."""
    device_id: str
    device_label: str
    address: str
    source: Source
    incident_id: str | None
    link_id: str | None
    threat: str
    opened_by: str
    started_at_ms: int
    ended_at_ms: int | None
    ending: Ending
    detail: str
    is_masked: bool
    """Privacy masks hid a part of every picture."""


class AuditEntry(Message, frozen=True, kw_only=True):
    sequence: int
    recorded_at_ms: int
    at_ms: int
    kind: AuditKind
    identity: str
    agency: str | None
    source: Source
    address: str | None
    outcome: str
    incident_id: str | None
    link_id: str | None
    device_id: str | None
    camera_id: str | None
    username: str | None
    building_ids: list[str]
    detail: str
    is_masked: bool
    """Of a view or a kept picture: privacy masks hid a part of it."""


class AuditPage(Message, frozen=True, kw_only=True):
    """Oldest first. To read on, ask again with `after` set to `next_after`; null when that was all."""

    entries: list[AuditEntry]
    next_after: int | None


class SnapshotRequest(Message, frozen=True, kw_only=True):
    """A picture that the phone is about to keep."""

    camera_id: Id
    captured_at_ms: Annotated[int, Meta(ge=0, lt=32_503_680_000_000)]
    """When the camera saw it, before the year 3000."""


class AlarmLink(Message, frozen=True, kw_only=True):
    agency: str
    url: str


class AlarmRaised(Message, frozen=True, kw_only=True):
    """What a panic alarm brought about; `links` are those that this very call issued."""

    incident_id: str
    links: list[AlarmLink]
