"""What the map answers over HTTP: places, sightings, ways, squares of the grid."""

from enum import StrEnum

from responder.live.messages import Message


class PlaceKind(StrEnum):
    UNIT = "unit"  # a room or hall; outside a car park, path or field
    CAMERA = "camera"
    OPENING = "opening"  # a door with a number or a name
    AMENITY = "amenity"  # an AED, a shut-off, a hydrant


class PlaceView(Message, frozen=True, kw_only=True):
    """Something on the campus that can be found or gone to."""

    kind: PlaceKind
    place_id: str
    title: str
    """As people say it: `101 Spanish`, `Exterior door 7`."""
    building_id: str | None
    """Null on the grounds."""
    building_name: str
    """Empty on the grounds."""
    level_id: str | None
    """Null for a camera or equipment outside."""
    level_name: str
    longitude: float
    latitude: float
    grid: str
    """The square of the printed grid, such as `C4`; empty off the grid."""


class Places(Message, frozen=True, kw_only=True):
    """Best first; doors that lead outside in the order of their numbers."""

    places: list[PlaceView]


class SightingView(Message, frozen=True, kw_only=True):
    """How one camera sees a room or a point."""

    camera_id: str
    name: str
    building_id: str
    level_id: str | None
    share: float
    """Of the room's floor, 0 to 1; 1 for a point."""
    distance_m: float
    """To the point, or to the middle of what is seen of the room."""
    off_axis_deg: float
    """From the middle of the picture; half the field of view is its edge."""


class Sightings(Message, frozen=True, kw_only=True):
    """The cameras that see a room or a point, best first."""

    title: str
    """The room's; empty for a point."""
    cameras: list[SightingView]


class LegKind(StrEnum):
    WALK = "walk"
    STAIRS = "stairs"
    ELEVATOR = "elevator"


class LegView(Message, frozen=True, kw_only=True):
    """One part of a way: through one room or hall, up or down, or outside."""

    kind: LegKind
    name: str
    """Of the room or hall, or `Outside`."""
    unit_id: str | None
    """Null outside."""
    level_id: str | None
    """Where the leg ends; null outside."""
    level_name: str
    length_m: float
    through: str
    """The door at the end of the leg, by number or name; empty when there is none."""
    opening_id: str | None
    camera_ids: list[str]
    """The cameras that see the leg, in the order in which one comes into their view."""
    path: list[list[float]]
    """Longitude and latitude of each turn."""


class RouteView(Message, frozen=True, kw_only=True):
    """The shortest way to a room."""

    title: str
    """Of the room that it leads to."""
    length_m: float
    level_changes: int
    legs: list[LegView]
    camera_ids: list[str]
    """All cameras along the way in order, each once."""


class GridSquareView(Message, frozen=True, kw_only=True):
    """A square of the printed grid."""

    reference: str
    """Such as `C4`."""
    longitude: float
    """Of its middle."""
    latitude: float
    ring: list[list[float]]
    """Longitude and latitude of its corners, the first one again at the end."""
