"""Foreign features are understood by layer name, tags or type, and what is not understood is said."""

from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gis.geojson import Feature
from gis.sketch import Layer, Sketch, sketch

_AREA = shapely.box(0, 0, 1, 1)
_LINE = shapely.LineString([(0, 0), (1, 0)])
_POINT = shapely.Point(0, 0)


def _feature(geometry: BaseGeometry | None, **properties: Any) -> Feature:
    return Feature(
        feature_id="", feature_type="", geometry=geometry, properties=properties, place="features[0]"
    )


def _one(layer: str, feature: Feature) -> tuple[list[Sketch], list[str]]:
    sketches, findings = sketch([Layer(name=layer, features=(feature,))])
    return sketches, [it.rule for it in findings]


@pytest.mark.parametrize(
    ("layer", "geometry", "properties", "meaning"),
    [
        ("units.geojson", _AREA, {"category": "office"}, ("unit", "office")),
        ("Rooms", _AREA, {}, ("unit", "room")),
        ("doors", _LINE, {}, ("opening", "pedestrian")),
        ("footprint", _AREA, {}, ("footprint", "")),
        ("amenities.geojson", _POINT, {}, ("amenity", "unspecified")),
        ("osm", _AREA, {"indoor": "room", "room": "class"}, ("unit", "classroom")),
        ("osm", _AREA, {"indoor": "corridor"}, ("unit", "walkway")),
        ("osm", _AREA, {"indoor": "room", "room": "unheard_of"}, ("unit", "room")),
        ("osm", _AREA, {"highway": "elevator"}, ("unit", "elevator")),
        ("osm", _POINT, {"door": "hinged"}, ("opening", "pedestrian")),
        ("osm", _AREA, {"building": "school"}, ("footprint", "")),
        ("osm", _POINT, {"man_made": "surveillance"}, ("camera", "")),
        ("floor-1", _AREA, {"type": "bathroom"}, ("unit", "restroom")),
        ("floor-1", _AREA, {"type": "window"}, ("unit", "glass")),
    ],
)
def test_a_feature_is_understood(
    layer: str, geometry: BaseGeometry, properties: dict[str, Any], meaning: tuple[str, str]
) -> None:
    """Without a finding: what it is was said."""
    (understood,), rules = _one(layer, _feature(geometry, **properties))
    assert (understood.kind, understood.category) == meaning
    assert rules == []


@pytest.mark.parametrize(("geometry", "kind"), [(_AREA, "unit"), (_LINE, "opening"), (_POINT, "amenity")])
def test_what_says_nothing_is_taken_by_its_shape_and_said(geometry: BaseGeometry, kind: str) -> None:
    """The likeliest meaning, with a warning."""
    (understood,), rules = _one("layer1", _feature(geometry))
    assert understood.kind == kind
    assert rules == ["meaning"]


@pytest.mark.parametrize(
    ("layer", "geometry", "properties", "rule"),
    [
        ("units", None, {}, "geometry"),
        ("floor-1", _LINE, {"type": "pathway"}, "not-a-place"),
        ("osm", _LINE, {"indoor": "wall"}, "not-a-place"),
    ],
)
def test_what_is_no_place_is_left_out_and_said(
    layer: str, geometry: BaseGeometry | None, properties: dict[str, Any], rule: str
) -> None:
    """Nothing is dropped in silence."""
    sketches, rules = _one(layer, _feature(geometry, **properties))
    assert sketches == []
    assert rules == [rule]


def test_imdf_types_that_draw_nothing_are_set_aside() -> None:
    """Anchors and addresses are known, and are no rooms."""
    assert _one("anchor.geojson", _feature(_POINT)) == ([], [])


@pytest.mark.parametrize(
    ("layer", "properties", "ordinals"),
    [
        ("rooms", {"level": "0;1"}, (0, 1)),
        ("rooms", {"ordinal": 2}, (2,)),
        ("rooms", {"floor": 3.0}, (3,)),
        ("rooms_floor_2", {}, (2,)),
        ("rooms_floor_2", {"level": "1"}, (1,)),
        ("rooms", {}, ()),
    ],
)
def test_the_storey_is_that_of_the_feature_else_of_its_layer(
    layer: str, properties: dict[str, Any], ordinals: tuple[int, ...]
) -> None:
    """In any of its spellings."""
    feature = _feature(_AREA, type="room", **properties)
    assert _one(layer, feature)[0][0].ordinals == ordinals


def test_a_level_that_is_none_is_said() -> None:
    """And the layer's is taken."""
    (understood,), rules = _one("rooms_floor_2", _feature(_AREA, type="room", level="upstairs"))
    assert understood.ordinals == (2,)
    assert "level-tag" in rules


@pytest.mark.parametrize(
    ("stated", "taken", "rules"),
    [
        ("Classroom", "classroom", []),
        ("corridor", "walkway", ["category"]),
        ("broom cupboard", "room", ["category"]),
        ("door", "room", ["category"]),
    ],
)
def test_a_category_is_put_into_imdfs_words(stated: str, taken: str, rules: list[str]) -> None:
    """And said where that was a translation."""
    (understood,), found = _one("rooms", _feature(_AREA, category=stated))
    assert understood.category == taken
    assert found == rules
