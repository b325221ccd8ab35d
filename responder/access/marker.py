"""A mark on the incident's map that all its units share: what it stands for, where it is, and whose it is."""

from enum import StrEnum

from msgspec import Struct

# Longer does not fit beside a symbol on a phone, and nobody types more with gloves on.
MAX_NOTE_LETTERS = 80


class MarkerKind(StrEnum):
    """What a marker stands for."""

    SUSPECT = "suspect"  # last seen here
    CASUALTY = "casualty"
    STAGING = "staging"  # where units gather
    ENTRY = "entry"
    NOTE = "note"  # whatever its text says


class Author(Struct, frozen=True, kw_only=True):
    """Who placed a marker; `device_id` as in the permit.

    `agency` is None for staff of the district; `person`, a user name, for whoever only holds a link.
    """

    device_id: str
    agency: str | None = None
    person: str | None = None

    @property
    def name(self) -> str:
        """As the record calls it."""
        return " ".join(one for one in (self.agency, self.person) if one is not None)


class Marker(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Degrees of WGS84; times are Unix seconds. Without a level it is outside.

    `building_id` is the level's; None on the grounds and outside.
    """

    marker_id: str
    kind: MarkerKind
    longitude: float
    latitude: float
    author: Author
    placed_at_s: float
    level_id: str | None = None
    building_id: str | None = None
    note: str = ""
    is_drill: bool = False
    withdrawn_at_s: float | None = None

    @property
    def is_standing(self) -> bool:
        return self.withdrawn_at_s is None


def describe(marker: Marker) -> str:
    """One phrase for the record."""
    drill = "drill: " if marker.is_drill else ""
    place = f"{marker.latitude:.6f}, {marker.longitude:.6f}, {marker.level_id or 'outside'}"
    return f"{drill}{marker.kind} at {place}" + (f": {marker.note}" if marker.note else "")
