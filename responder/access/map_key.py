"""A key for desktop GIS: reads the campus map over a longer time, and never a picture."""

from collections.abc import Collection

from msgspec import Struct

from responder.access.errors import InvalidRequest, NotSignedIn

MAX_NAME_LENGTH = 64

# A school year and its summer: longer than that nobody remembers who holds it.
MAX_LIFETIME_S = 400 * 24 * 3600.0

# Often enough for the record, rare enough that paging through a map is no write to disk.
USE_RECORDED_EVERY_S = 3600.0


class MapKey(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Times are Unix seconds. `building_ids` None is all buildings, those that are built later included."""

    key_id: str
    name: str
    """Who or what holds it, such as `County GIS`."""
    building_ids: frozenset[str] | None = None
    issued_by: str
    issued_at_s: float
    expires_at_s: float
    """Exclusive."""
    used_at_s: float | None = None
    """To the hour."""


def normalised_name(name: str) -> str:
    """Names are compared without regard to case or surrounding space. Raises InvalidRequest."""
    text = " ".join(name.split()).casefold()
    if not text or len(text) > MAX_NAME_LENGTH or not text.isprintable():
        raise InvalidRequest(f"The name of a map key has 1 to {MAX_NAME_LENGTH} printable characters.")
    return text


def require_lifetime(lifetime_s: float) -> None:
    """Raises InvalidRequest."""
    if not 0 < lifetime_s <= MAX_LIFETIME_S:
        raise InvalidRequest(f"A map key is valid for up to {MAX_LIFETIME_S / 86400:.0f} days.")


def require_current(key: MapKey, now: float) -> None:
    """Raises NotSignedIn."""
    if now >= key.expires_at_s:
        raise NotSignedIn("This map key has expired.")


def reach(key: MapKey, building_ids: Collection[str]) -> frozenset[str]:
    """Which of the site's buildings the key shows from inside."""
    everything = frozenset(building_ids)
    return everything if key.building_ids is None else everything & key.building_ids


def used(key: MapKey, now: float) -> bool:
    """Whether a use now goes on the record: the first one, and one an hour."""
    return key.used_at_s is None or now >= key.used_at_s + USE_RECORDED_EVERY_S
