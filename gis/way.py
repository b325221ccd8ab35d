"""A way over the campus as people are told it: where it starts, its legs, or why there is none."""

from msgspec import Struct


class NoRouteError(ValueError):
    """There is no way: the message says why, for a person."""


class Position(Struct, frozen=True, kw_only=True):
    """Where somebody stands; `level_id` None is outside."""

    longitude: float
    latitude: float
    level_id: str | None = None


class Leg(Struct, frozen=True, kw_only=True):
    """One part of a way: through one room or hall, up or down one storey, or outside."""

    kind: str
    """`walk`, `stairs` or `elevator`."""
    name: str
    """Of the room or hall; `Outside` outside."""
    unit_id: str | None
    level_id: str | None
    length_m: float
    through: str
    """The door at the end of the leg, by number or name; empty when there is none."""
    opening_id: str | None
    camera_ids: tuple[str, ...]
    """The cameras that see the leg, in the order in which they first do."""
    path: tuple[tuple[float, float], ...]
    """Longitude and latitude of each turn."""


class Route(Struct, frozen=True, kw_only=True):
    legs: tuple[Leg, ...]
    length_m: float
    level_changes: int
