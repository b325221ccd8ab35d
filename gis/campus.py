"""The place in IMDF's terms: a campus of buildings, levels, units, openings, amenities and cameras."""

from functools import cached_property

from msgspec import Struct
from shapely import LineString, MultiPolygon, Point, Polygon

from gis.privacy_mask import PrivacyMask

Area = Polygon | MultiPolygon


class Building(Struct, frozen=True, kw_only=True):
    """A building and its footprint on the ground (WGS84, longitude and latitude, as everywhere here)."""

    building_id: str
    """A short readable name that stays the same for ever, such as `high-school`."""
    feature_id: str
    """The IMDF feature's UUID."""
    name: str
    category: str
    footprint: Area


class Level(Struct, frozen=True, kw_only=True):
    """One storey of a building, or the grounds around them all (`outdoor`, without a building)."""

    level_id: str
    """Readable and stable, such as `high-school-1`."""
    feature_id: str
    building_id: str | None
    name: str
    short_name: str
    ordinal: int
    """Stacking order within the building: 0 is the ground, gaps are allowed."""
    outdoor: bool
    geometry: Area


class Unit(Struct, frozen=True, kw_only=True):
    """A room, corridor, stairwell; on an outdoor level a car park, path or field."""

    unit_id: str
    level_id: str
    category: str
    """IMDF's unit category, such as `classroom`, `walkway`, `stairs`."""
    name: str
    number: str
    """The number on the door, `S1` for stairwell 1; empty when there is none."""
    geometry: Area


class Opening(Struct, frozen=True, kw_only=True):
    """A door or passage: a line on the boundary of the units that it joins."""

    opening_id: str
    level_id: str
    category: str
    name: str
    number: str
    """The exterior-door number; empty for a door inside."""
    geometry: LineString


class Amenity(Struct, frozen=True, kw_only=True):
    """A point of use in an emergency: AED, shut-off, hydrant, panel."""

    amenity_id: str
    building_id: str | None
    level_id: str | None
    """That of its units; None when it is in none."""
    unit_ids: tuple[str, ...]
    category: str
    """IMDF's amenity category."""
    equipment: str
    """What a responder looks for (`aed`, `gas-shutoff`, ...); empty for other amenities."""
    name: str
    geometry: Point


class Camera(Struct, frozen=True, kw_only=True):
    """A surveyed camera: where it stands and what its optics cover. No address, no credential."""

    camera_id: str
    """Readable and stable, such as `gym-east-entrance`: settings, permits and records name it so."""
    feature_id: str
    name: str
    building_id: str
    level_id: str | None
    """None for a camera outside."""
    unit_id: str | None
    longitude: float
    latitude: float
    azimuth_deg: float | None
    """Centre line, clockwise from true north, [0, 360); None when not surveyed."""
    fov_deg: float | None
    """Horizontal field of view edge to edge, (0, 360]; None when not surveyed."""
    range_m: float | None
    """How far it is useful; None when not surveyed."""
    height_m: float | None
    """Above the floor or the ground; None when not surveyed."""
    mount: str
    """`wall`, `ceiling`, `pole`, or empty when unknown."""
    verified_on: str | None = None
    """ISO 8601 date when somebody last stood there and compared."""
    privacy_masks: tuple[PrivacyMask, ...] = ()
    """What of the picture is painted over for whoever may not see behind masks."""

    @property
    def position(self) -> Point:
        return Point(self.longitude, self.latitude)

    @property
    def surveyed(self) -> bool:
        """Whether a view can be drawn: direction, field of view and range are all known."""
        return None not in (self.azimuth_deg, self.fov_deg, self.range_m)


class Address(Struct, frozen=True, kw_only=True):
    """The postal address of a campus, as IMDF has it."""

    address: str
    locality: str
    province: str | None = None
    """ISO 3166-2, such as `US-OH`."""
    country: str
    """ISO 3166, such as `US`."""
    postal_code: str | None = None


class Campus(Struct, frozen=True, kw_only=True, dict=True):
    """Everything known of one place. Immutable; lookups are built on first use."""

    campus_id: str
    name: str
    address: Address | None
    category: str
    """IMDF's venue category."""
    venue: Area
    buildings: tuple[Building, ...]
    levels: tuple[Level, ...]
    units: tuple[Unit, ...]
    openings: tuple[Opening, ...]
    amenities: tuple[Amenity, ...]
    cameras: tuple[Camera, ...]

    @cached_property
    def building_by_id(self) -> dict[str, Building]:
        return {building.building_id: building for building in self.buildings}

    @cached_property
    def level_by_id(self) -> dict[str, Level]:
        return {level.level_id: level for level in self.levels}

    @cached_property
    def unit_by_id(self) -> dict[str, Unit]:
        return {unit.unit_id: unit for unit in self.units}

    @cached_property
    def opening_by_id(self) -> dict[str, Opening]:
        return {opening.opening_id: opening for opening in self.openings}

    @cached_property
    def camera_by_id(self) -> dict[str, Camera]:
        return {camera.camera_id: camera for camera in self.cameras}

    def levels_of(self, building_id: str) -> tuple[Level, ...]:
        """The levels of a building, lowest first."""
        return tuple(
            sorted(
                (level for level in self.levels if level.building_id == building_id),
                key=lambda it: it.ordinal,
            )
        )

    def units_of(self, level_id: str) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.level_id == level_id)

    def openings_of(self, level_id: str) -> tuple[Opening, ...]:
        return tuple(opening for opening in self.openings if opening.level_id == level_id)

    def cameras_of(self, building_id: str) -> tuple[Camera, ...]:
        """All cameras of a building, those outside included: by assignment, not by position."""
        return tuple(camera for camera in self.cameras if camera.building_id == building_id)

    def cameras_on(self, level_id: str) -> tuple[Camera, ...]:
        return tuple(camera for camera in self.cameras if camera.level_id == level_id)
