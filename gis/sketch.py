"""Tells what the features of a foreign map are: by layer name, OSM indoor tags or a `type` property."""

import re
from collections.abc import Iterable
from typing import Any

import shapely
from msgspec import Struct
from shapely.geometry.base import BaseGeometry

from gis import categories
from gis.finding import Finding, Severity
from gis.geojson import Feature
from gis.level_tag import level_in_name, parse_levels


class Layer(Struct, frozen=True, kw_only=True):
    """The features of one file or table, in WGS84."""

    name: str
    features: tuple[Feature, ...]


class Sketch(Struct, frozen=True, kw_only=True):
    """One feature of a foreign map, understood: what it is and where, in IMDF's words."""

    file: str
    place: str
    kind: str
    """`venue`, `footprint`, `level`, `unit`, `opening`, `amenity` or `camera`."""
    category: str
    ordinals: tuple[int, ...]
    """The storeys that it is on; empty when the map does not say."""
    geometry: BaseGeometry
    properties: dict[str, Any]

    def text(self, *names: str) -> str:
        """The first of these properties that is given, as text; of IMDF's labels in its first language."""
        found = (self.properties.get(name) for name in names)
        spoken = (next(iter(it.values()), "") if isinstance(it, dict) else it for it in found)
        return next((str(it).strip() for it in spoken if it not in (None, "")), "")


# What a layer's name says of all its features.
_KIND_OF_LAYER = {
    "amenity": "amenity",
    "building": "footprint",
    "camera": "camera",
    "campus": "venue",
    "cctv": "camera",
    "door": "opening",
    "footprint": "footprint",
    "level": "level",
    "opening": "opening",
    "poi": "amenity",
    "room": "unit",
    "site": "venue",
    "space": "unit",
    "unit": "unit",
    "venue": "venue",
}
# IMDF types and drawing aids that say nothing of the place itself.
_SET_ASIDE = {
    "address",
    "anchor",
    "detail",
    "fixture",
    "geofence",
    "kiosk",
    "occupant",
    "relationship",
    "section",
    "view",
}

# What a `type` property, or OSM's `indoor`, `room` and `highway`, say of one feature: (kind, IMDF category).
_WORDS = {
    "area": ("unit", "unenclosedarea"),
    "auditorium": ("unit", "auditorium"),
    "bathroom": ("unit", "restroom"),
    "building_outline": ("level", ""),
    "class": ("unit", "classroom"),
    "classroom": ("unit", "classroom"),
    "corridor": ("unit", "walkway"),
    "door": ("opening", "pedestrian"),
    "elevator": ("unit", "elevator"),
    "floor_opening": ("unit", "opentobelow"),
    "hallway": ("unit", "walkway"),
    "inaccessible_space": ("unit", "nonpublic"),
    "kitchen": ("unit", "kitchen"),
    "laboratory": ("unit", "laboratory"),
    "level": ("level", ""),
    "library": ("unit", "library"),
    "lobby": ("unit", "lobby"),
    "office": ("unit", "office"),
    "restaurant": ("unit", "foodservice"),
    "room": ("unit", "room"),
    "stairs": ("unit", "stairs"),
    "steps": ("unit", "stairs"),
    "storage": ("unit", "storage"),
    "toilet": ("unit", "restroom"),
    "toilets": ("unit", "restroom"),
    "wall": ("unit", "structure"),
    "window": ("unit", "glass"),
}
_KNOWN_CATEGORIES = {"unit": categories.UNIT, "opening": categories.OPENING}
_NOT_PLACES = {"no_geometry", "pathway", "entrance"}
_KIND_OF_GEOMETRY = {"Polygon": "unit", "LineString": "opening", "Point": "amenity"}
_DEFAULT_CATEGORY = {"unit": "room", "opening": "pedestrian", "amenity": "unspecified"}


def sketch(layers: Iterable[Layer]) -> tuple[list[Sketch], list[Finding]]:
    """Understands every feature of every layer; what it cannot use it says."""
    sketches: list[Sketch] = []
    findings: list[Finding] = []
    for layer in layers:
        reader = _LayerReader(layer, findings)
        for feature in layer.features:
            understood = reader.read(feature)
            if understood is not None:
                sketches.append(understood)
    return sketches, findings


class _LayerReader:
    def __init__(self, layer: Layer, findings: list[Finding]) -> None:
        self._file = layer.name
        self._findings = findings
        stem = re.sub(r"\.[a-z]+$", "", layer.name.rsplit("/", 1)[-1].lower())
        self._word = _singular(stem)
        self._kind = _KIND_OF_LAYER.get(self._word, "")
        self._ordinal = level_in_name(stem)
        if not layer.features:
            self._say("", "empty-layer", Severity.WARNING, "has no features")

    def read(self, feature: Feature) -> Sketch | None:
        if self._word in _SET_ASIDE:
            return None
        if feature.geometry is None:
            self._say(feature.place, "geometry", Severity.WARNING, "has no geometry: left out")
            return None
        kind, category = self._meaning(feature)
        if not kind:
            return None
        return Sketch(
            file=self._file,
            place=feature.place,
            kind=kind,
            category=category or _DEFAULT_CATEGORY.get(kind, ""),
            ordinals=self._ordinals(feature),
            geometry=feature.geometry,
            properties=feature.properties,
        )

    def _meaning(self, feature: Feature) -> tuple[str, str]:
        properties = feature.properties
        if properties.get("man_made") == "surveillance":
            return "camera", ""
        if self._kind:
            return self._kind, self._category(feature)
        if (
            properties.get("indoor")
            or properties.get("door")
            or properties.get("highway") in ("elevator", "steps")
        ):
            return self._osm_meaning(feature)
        word = str(properties.get("type") or "").lower()
        if word in _WORDS:
            return _WORDS[word]
        if word in _NOT_PLACES:
            self._say(feature.place, "not-a-place", Severity.WARNING, f"is a {word!r}: left out")
            return "", ""
        if properties.get("building"):
            return "footprint", ""
        kind = _KIND_OF_GEOMETRY.get(
            feature.geometry.geom_type.removeprefix("Multi") if feature.geometry else "", ""
        )
        self._say(feature.place, "meaning", Severity.WARNING, f"does not say what it is: taken as {kind}")
        return kind, ""

    def _category(self, feature: Feature) -> str:
        """As stated, in IMDF's words or those of _WORDS; what is neither is said and left to the default."""
        stated = str(feature.properties.get("category") or "").lower()
        if not stated or stated in _KNOWN_CATEGORIES.get(self._kind, {stated}):
            return stated
        kind, category = _WORDS.get(stated, ("", ""))
        taken = category if kind == self._kind else _DEFAULT_CATEGORY.get(self._kind, "")
        self._say(
            feature.place, "category", Severity.REPAIRED, f"has the category {stated!r}: taken as {taken!r}"
        )
        return taken

    def _osm_meaning(self, feature: Feature) -> tuple[str, str]:
        properties = feature.properties
        is_area = isinstance(feature.geometry, shapely.Polygon | shapely.MultiPolygon)
        if properties.get("door") or properties.get("indoor") == "door":
            return "opening", "pedestrian"
        for tag in ("room", "highway", "indoor"):
            meaning = _WORDS.get(str(properties.get(tag) or "").lower())
            if meaning and is_area:
                return meaning
        if is_area:
            return "unit", "room"
        self._say(feature.place, "not-a-place", Severity.WARNING, "is an indoor line or point: left out")
        return "", ""

    def _ordinals(self, feature: Feature) -> tuple[int, ...]:
        stated = next(
            (
                feature.properties[tag]
                for tag in ("ordinal", "level", "floor")
                if feature.properties.get(tag) is not None
            ),
            None,
        )
        if stated is not None:
            try:
                return parse_levels(str(stated))
            except ValueError as error:
                self._say(feature.place, "level-tag", Severity.WARNING, f"has a level that is none: {error}")
        return () if self._ordinal is None else (self._ordinal,)

    def _say(self, place: str, rule: str, severity: Severity, reason: str) -> None:
        self._findings.append(
            Finding(file=self._file, feature=place, rule=rule, severity=severity, reason=reason)
        )


def _singular(word: str) -> str:
    """`rooms` is `room`, `amenities` is `amenity`; an address stays one."""
    if word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    return word if word.endswith("ss") else word.removesuffix("s")
