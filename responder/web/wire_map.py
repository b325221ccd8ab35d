"""What the map is asked and answers over HTTP: places, sightings, ways, squares of the grid, cameras."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from responder.live.messages import Id, Message


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


class Mount(StrEnum):
    WALL = "wall"
    CEILING = "ceiling"
    POLE = "pole"


class CameraPlacing(Message, frozen=True, kw_only=True):
    """Where a camera hangs and what its optics cover: direction, field of view and range, or none of them.

    It stays with its building; a wall camera is set just inside the room that it watches.
    """

    longitude: Annotated[float, Meta(ge=-180, le=180)]
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    level_id: Id | None
    """Of the same building; null for a camera outside."""
    azimuth_deg: Annotated[float, Meta(ge=0, lt=360)] | None
    """Centre line from true north."""
    fov_deg: Annotated[float, Meta(gt=0, le=360)] | None
    """Edge to edge."""
    range_m: Annotated[float, Meta(gt=0, le=500)] | None
    height_m: Annotated[float, Meta(ge=0, le=100)] | None = None
    """Null leaves it as it is."""
    mount: Mount | None = None
    """Null leaves it as it is."""
    is_verified: bool = False
    """Somebody stands there and has compared; the day goes on the map."""


class FindingSeverity(StrEnum):
    """How much a finding of a map's check matters: an error refuses the map."""

    ERROR = "error"
    WARNING = "warning"
    REPAIRED = "repaired"


class MapFinding(Message, frozen=True, kw_only=True):
    file: str
    feature: str
    """Empty when it is about the whole file."""
    severity: FindingSeverity
    reason: str


class MapInventory(Message, frozen=True, kw_only=True):
    buildings: int
    levels: int
    units: int
    openings: int
    cameras: int


class MapChanges(Message, frozen=True, kw_only=True):
    """By name, against the map that is in place."""

    new_buildings: list[str]
    gone_buildings: list[str]
    new_cameras: list[str]
    gone_cameras: list[str]
    masked_cameras: list[str]
    """Whose privacy masks are others."""


class MapCandidate(Message, frozen=True, kw_only=True):
    """A map that can be put in place."""

    candidate_id: str
    inventory: MapInventory
    changes: MapChanges


class MapChecked(Message, frozen=True, kw_only=True):
    """What there is to say of a map that somebody has sent."""

    candidate: MapCandidate | None
    """Null when the map cannot be used; the errors say why."""
    errors: int
    warnings: int
    repaired: int
    findings: list[MapFinding]
    """The worst first, 500 at most."""


class BasemapView(Message, frozen=True, kw_only=True):
    """A picture of the grounds from above, in tiles of 256 pixels."""

    attribution: str
    min_zoom: int
    max_zoom: int
    bounds: list[float]
    """West, south, east and north, in degrees."""
