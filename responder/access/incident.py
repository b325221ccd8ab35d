"""Why video is shared: buildings, a kind and a reason, opened, led and closed by somebody who is named."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from responder.access.alerted import NOWHERE, Alerted, and_then
from responder.access.errors import IncidentClosed, InvalidRequest


class IncidentKind(StrEnum):
    DRILL = "drill"
    MEDICAL = "medical"
    FIRE = "fire"
    POLICE = "police"
    LOCKDOWN = "lockdown"
    WEATHER = "weather"
    OTHER = "other"


class Owner(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who leads an incident: a user name, or the name of an agency."""

    name: str
    is_agency: bool = False


class Incident(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`opened_by` and `closed_by` are user names; times are Unix seconds.

    `transferred_to` leads it, when it is no longer whoever opened it. `alerted` is where detectors say it is.
    """

    incident_id: str
    building_ids: tuple[str, ...]
    kind: IncidentKind
    reason: str
    opened_by: str
    opened_at_s: float
    closed_at_s: float | None = None
    closed_by: str | None = None
    transferred_to: Owner | None = None
    alerted: Alerted = NOWHERE

    @property
    def owner(self) -> Owner:
        return self.transferred_to or Owner(name=self.opened_by)

    @property
    def lead_agency(self) -> str | None:
        """The agency that leads it; None while the district does."""
        return self.owner.name if self.owner.is_agency else None

    @property
    def is_open(self) -> bool:
        return self.closed_at_s is None


def open_incident(
    *,
    incident_id: str,
    building_ids: tuple[str, ...],
    kind: IncidentKind,
    reason: str,
    opened_by: str,
    now: float,
    alerted: Alerted = NOWHERE,
) -> Incident:
    """A new open incident. Raises InvalidRequest without a building or a reason: the record needs both."""
    if not building_ids:
        raise InvalidRequest("An incident needs at least one building.")
    if not reason.strip():
        raise InvalidRequest("An incident needs a reason.")
    return Incident(
        incident_id=incident_id,
        building_ids=tuple(dict.fromkeys(building_ids)),
        kind=kind,
        reason=reason.strip(),
        opened_by=opened_by,
        opened_at_s=now,
        alerted=alerted,
    )


def alert_again(incident: Incident, alerted: Alerted) -> Incident:
    """The incident after a further alert of it. Raises IncidentClosed."""
    require_open(incident)
    return replace(incident, alerted=and_then(incident.alerted, alerted))


def close(incident: Incident, *, closed_by: str, now: float) -> Incident:
    """The incident, closed; every link of it is dead from `now` on. Raises IncidentClosed when it was."""
    require_open(incident)
    return replace(incident, closed_at_s=now, closed_by=closed_by)


def transfer(incident: Incident, to: Owner) -> Incident:
    """The incident, led by somebody else; nobody sees more or less for it.

    Raises IncidentClosed, or InvalidRequest when it is led by the same already.
    """
    require_open(incident)
    if incident.owner == to:
        raise InvalidRequest(f"{to.name} leads this incident already.")
    return replace(incident, transferred_to=to)


def require_open(incident: Incident) -> None:
    """Raises IncidentClosed."""
    if not incident.is_open:
        raise IncidentClosed
