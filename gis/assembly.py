"""Puts a Campus together from IMDF features by type: resolves references and names things."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

import shapely
from shapely.validation import explain_validity

from gis import properties as of
from gis.campus import Address, Amenity, Area, Building, Camera, Campus, Level, Opening, Unit
from gis.feature_reader import FeatureReader, Surveyed
from gis.finding import Finding, Severity
from gis.geojson import Feature
from gis.privacy_mask import PrivacyMask
from gis.repair import fit_area, fit_line, fit_point

# A smaller share of the picture is a slip of the hand: of 640 x 360 pixels it is 15 by 15.
_SMALLEST_MASK = 0.001
_ROOM_NUMBER = re.compile(r"[A-Z]{0,2}-?\d{1,4}[A-Z]?", re.IGNORECASE)


def assemble(
    campus_id: str, name: str, surveyed: Surveyed, language: str
) -> tuple[Campus | None, tuple[Finding, ...]]:
    """The campus made of IMDF features, or None when errors prevent it, and the findings.

    `name` prefixes the file names in findings; `language` chooses among a label's languages.
    """
    reader = FeatureReader(name, surveyed, language)
    campus = _Assembly(reader).campus(slugify(campus_id) or "campus")
    return campus, tuple(reader.findings)


def slugify(text: str) -> str:
    """A name as an id: `Gym (east)` -> `gym-east`."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:64].strip("-")


class _Assembly:
    """One pass from the outside in, so that each feature finds what it refers to by UUID."""

    def __init__(self, reader: FeatureReader) -> None:
        self._reader = reader
        self._building_features = list(reader.read_properties("building", of.BuildingProperties))
        self._slugs = self._building_slugs()
        self._buildings: dict[str, Building] = {}
        self._levels: dict[str, Level] = {}
        self._units: dict[str, Unit] = {}

    def campus(self, campus_id: str) -> Campus | None:
        venues = list(self._reader.read("venue", of.VenueProperties, fit_area))
        self._levels = {level.feature_id: level for level in self._read_levels()}
        self._buildings = {building.feature_id: building for building in self._read_buildings()}
        self._units = {unit.unit_id: unit for unit in self._read_units()}
        openings = tuple(self._read_openings())
        cameras = tuple(self._read_cameras())
        amenities = tuple(self._read_amenities({it.feature_id for it in cameras}))
        if not venues:
            self._reader.say("venue", "", "required-feature", "has no usable venue")
        address = self._address(venues[0][2].address_id if venues else None)
        if any(finding.severity == Severity.ERROR for finding in self._reader.findings):
            return None
        _, venue, venue_properties = venues[0]
        return Campus(
            campus_id=campus_id,
            name=self._reader.text(venue_properties.name) or campus_id,
            address=address,
            category=venue_properties.category,
            venue=venue,
            buildings=tuple(self._buildings.values()),
            levels=tuple(self._levels.values()),
            units=tuple(self._units.values()),
            openings=openings,
            amenities=amenities,
            cameras=cameras,
        )

    # -- from the outside in ---------------------------------------------------------------------------------

    def _address(self, address_id: str | None) -> Address | None:
        for feature, properties in self._reader.read_properties("address", of.AddressProperties):
            if feature.feature_id == address_id:
                return Address(
                    address=properties.address,
                    locality=properties.locality,
                    province=properties.province,
                    country=properties.country,
                    postal_code=properties.postal_code,
                )
        return None

    def _building_slugs(self) -> dict[str, str]:
        slugs: dict[str, str] = {}
        for feature, properties in self._building_features:
            name = self._reader.text(properties.name)
            slug = properties.slug or slugify(name) or f"building-{feature.feature_id[:8]}"
            slugs[feature.feature_id] = self._reader.unique("building", feature, slug, slugs.values())
        return slugs

    def _read_levels(self) -> Iterator[Level]:
        taken: set[str] = set()
        for feature, area, properties in self._reader.read("level", of.LevelProperties, fit_area):
            building_ids = properties.building_ids or []
            self._reader.check_references("level", feature, "building_ids", building_ids, self._slugs)
            if len(building_ids) > 1:
                reason = "belongs to several buildings: counted to the first"
                self._reader.say("level", feature.place, "one-building", reason, Severity.WARNING)
            building_id = self._slugs.get(building_ids[0]) if building_ids else None
            short_name = self._reader.text(properties.short_name) or str(properties.ordinal)
            name = self._reader.text(properties.name) or f"Level {short_name}"
            derived = f"{building_id}-{slugify(short_name)}" if building_id else slugify(name)
            level_id = self._reader.unique("level", feature, properties.slug or derived, taken)
            taken.add(level_id)
            yield Level(
                level_id=level_id,
                feature_id=feature.feature_id,
                building_id=building_id,
                name=name,
                short_name=short_name,
                ordinal=properties.ordinal,
                outdoor=properties.outdoor,
                geometry=area,
            )

    def _read_buildings(self) -> Iterator[Building]:
        footprints = self._footprints()
        for feature, properties in self._building_features:
            building_id = self._slugs[feature.feature_id]
            levels = [it for it in self._levels.values() if it.building_id == building_id]
            areas = footprints.get(feature.feature_id) or [it.geometry for it in levels if it.ordinal == 0]
            if not areas:
                self._reader.say(
                    "building", feature.place, "footprint", "has neither a footprint nor a ground level"
                )
                continue
            yield Building(
                building_id=building_id,
                feature_id=feature.feature_id,
                name=self._reader.text(properties.name) or building_id,
                category=properties.category,
                footprint=fit_area(shapely.union_all(areas), _silent),
            )

    def _footprints(self) -> dict[str, list[Area]]:
        areas: dict[str, list[Area]] = {}
        for feature, area, properties in self._reader.read("footprint", of.FootprintProperties, fit_area):
            of_buildings = properties.building_ids
            self._reader.check_references("footprint", feature, "building_ids", of_buildings, self._slugs)
            # What hangs over or lies under the ground stops no outdoor camera's view.
            if properties.category == "ground":
                for building_id in of_buildings:
                    areas.setdefault(building_id, []).append(area)
        return areas

    def _read_units(self) -> Iterator[Unit]:
        occupants = self._occupants()
        for feature, area, properties in self._reader.read("unit", of.UnitProperties, fit_area):
            level = self._level("unit", feature, properties.level_id)
            name = self._reader.text(properties.name) or occupants.get(feature.feature_id, "")
            number = properties.number
            if number is None:
                number = name if _ROOM_NUMBER.fullmatch(name) else ""
            if level is not None:
                yield Unit(
                    unit_id=feature.feature_id,
                    level_id=level.level_id,
                    category=properties.category,
                    name=name,
                    number=number,
                    geometry=area,
                )

    def _occupants(self) -> dict[str, str]:
        """Unit UUID -> the name of who is in it, for archives that name rooms by occupant."""
        anchors = self._reader.read_properties("anchor", of.AnchorProperties)
        units = {feature.feature_id: properties.unit_id for feature, properties in anchors}
        names: dict[str, str] = {}
        for _, occupant in self._reader.read_properties("occupant", of.OccupantProperties):
            unit_id = units.get(occupant.anchor_id or "")
            if unit_id:
                names.setdefault(unit_id, self._reader.text(occupant.name))
        return names

    def _read_openings(self) -> Iterator[Opening]:
        for feature, line, properties in self._reader.read("opening", of.OpeningProperties, fit_line):
            level = self._level("opening", feature, properties.level_id)
            if level is not None:
                yield Opening(
                    opening_id=feature.feature_id,
                    level_id=level.level_id,
                    category=properties.category,
                    name=self._reader.text(properties.name),
                    number=properties.number or "",
                    geometry=line,
                )

    def _read_amenities(self, camera_ids: Collection[str]) -> Iterator[Amenity]:
        """Without those that stand for a camera, to readers that know no cameras."""
        for feature, point, properties in self._reader.read("amenity", of.AmenityProperties, fit_point):
            if properties.category == "security" and properties.correlation_id in camera_ids:
                continue
            unit_ids = properties.unit_ids or []
            self._reader.check_references("amenity", feature, "unit_ids", unit_ids, self._units)
            units = [self._units[unit_id] for unit_id in unit_ids if unit_id in self._units]
            level = next(
                (it for it in self._levels.values() if units and it.level_id == units[0].level_id), None
            )
            yield Amenity(
                amenity_id=feature.feature_id,
                building_id=level.building_id if level else None,
                level_id=level.level_id if level else None,
                unit_ids=tuple(unit.unit_id for unit in units),
                category=properties.category,
                equipment=properties.equipment or "",
                name=self._reader.text(properties.name),
                geometry=point,
            )

    def _read_cameras(self) -> Iterator[Camera]:
        taken: set[str] = set()
        for feature, point, properties in self._reader.read("camera", of.CameraProperties, fit_point):
            self._reader.check_references(
                "camera", feature, "building_id", [properties.building_id], self._buildings
            )
            level = self._level("camera", feature, properties.level_id) if properties.level_id else None
            units = [properties.unit_id] if properties.unit_id else []
            self._reader.check_references("camera", feature, "unit_id", units, self._units)
            name = self._reader.text(properties.name)
            slug = properties.camera_id or slugify(name) or f"camera-{feature.feature_id[:8]}"
            camera_id = self._reader.unique("camera", feature, slug, taken)
            taken.add(camera_id)
            masks = properties.privacy_masks or ()
            self._check_masks(feature, masks)
            if properties.building_id in self._buildings:
                yield Camera(
                    camera_id=camera_id,
                    feature_id=feature.feature_id,
                    name=name or camera_id,
                    building_id=self._buildings[properties.building_id].building_id,
                    level_id=level.level_id if level else None,
                    unit_id=properties.unit_id,
                    longitude=point.x,
                    latitude=point.y,
                    azimuth_deg=properties.azimuth_deg,
                    fov_deg=properties.fov_deg,
                    range_m=properties.range_m,
                    height_m=properties.height_m,
                    mount=properties.mount or "",
                    verified_on=properties.verified_on.isoformat() if properties.verified_on else None,
                    privacy_masks=masks,
                )

    def _check_masks(self, feature: Feature, masks: Iterable[PrivacyMask]) -> None:
        """A mask that covers nothing must not pass for one: the survey is refused."""
        for number, mask in enumerate(masks, start=1):
            reason = _mask_flaw(mask)
            if reason is not None:
                self._reader.say(
                    "camera", feature.place, "privacy-mask", f"has mask {number}, which {reason}"
                )

    def _level(self, feature_type: str, feature: Feature, level_id: str) -> Level | None:
        self._reader.check_references(feature_type, feature, "level_id", [level_id], self._levels)
        return self._levels.get(level_id)


def _mask_flaw(mask: PrivacyMask) -> str | None:
    """Why it would not cover what somebody meant; None when it is sound."""
    area = shapely.Polygon(mask)
    if not area.is_valid:
        return f"does not enclose an area: {explain_validity(area)}"
    if area.area < _SMALLEST_MASK:
        return f"covers {area.area:.2%} of the picture"
    return None


def _silent(_rule: str, _reason: str) -> None:
    """For a geometry that this module made itself."""
