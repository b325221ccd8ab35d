"""What a map leaves out is completed from what it has."""

import msgspec
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gis.assembly import assemble
from gis.campus import Campus
from gis.completion import complete
from gis.finding import Finding, SurveyError
from gis.projection import Projection
from gis.sketch import Sketch

_AT = Projection(-82.74, 40.12)


def _sketch(kind: str, geometry: BaseGeometry, *ordinals: int, **properties: str) -> Sketch:
    return Sketch(
        file="map",
        place=f"{kind} {geometry.bounds}",
        kind=kind,
        category="room",
        ordinals=ordinals,
        geometry=_AT.to_degrees(geometry),
        properties=properties,
    )


def _completed(*sketches: Sketch) -> tuple[Campus, list[str]]:
    findings: list[Finding] = []
    surveyed = complete("school", sketches, findings)
    campus, more = assemble("school", "school", surveyed, "en")
    assert campus is not None, more
    assert more == ()
    return campus, [it.rule for it in findings]


def test_rooms_alone_make_a_building_a_level_and_a_venue() -> None:
    """With the wall's thickness between them still one building; the venue leaves room around."""
    campus, rules = _completed(
        _sketch("unit", shapely.box(0, 0, 5, 5)), _sketch("unit", shapely.box(5.3, 0, 9, 5))
    )
    assert rules == []
    assert [it.building_id for it in campus.buildings] == ["school"]
    assert [it.level_id for it in campus.levels] == ["school-0"]
    assert _AT.to_metres(campus.venue).buffer(-25).contains(_AT.to_metres(campus.buildings[0].footprint))


def test_rooms_far_apart_are_two_buildings() -> None:
    """Each with its own levels, and each room on its own."""
    campus, _ = _completed(
        _sketch("unit", shapely.box(0, 0, 5, 5), 0, 1), _sketch("unit", shapely.box(50, 0, 60, 5), 0)
    )
    assert len(campus.buildings) == 2
    levels = {it.building_id: len(campus.levels_of(it.building_id)) for it in campus.buildings}
    assert sorted(levels.values()) == [1, 2]
    assert len(campus.units) == 3


def test_what_is_drawn_is_taken_as_drawn() -> None:
    """Venue with its name, footprint, level outline."""
    outline = shapely.box(-1, -1, 11, 6)
    campus, _ = _completed(
        _sketch("venue", shapely.box(-50, -50, 60, 60), name="North High"),
        _sketch("footprint", outline),
        _sketch("level", outline, 2),
        _sketch("unit", shapely.box(0, 0, 5, 5), 2),
    )
    assert campus.name == "North High"
    assert _AT.to_metres(campus.levels[0].geometry).area == pytest.approx(outline.area, rel=1e-6)
    assert campus.levels[0].ordinal == 2


def test_a_door_on_a_level_without_rooms_is_left_out() -> None:
    """And said."""
    campus, rules = _completed(
        _sketch("unit", shapely.box(0, 0, 5, 5), 0),
        _sketch("opening", shapely.LineString([(0, 1), (0, 2)]), 3),
    )
    assert campus.openings == ()
    assert rules == ["level"]


def test_an_amenity_finds_its_room() -> None:
    """By where it stands; outside every room it has none."""
    campus, _ = _completed(
        _sketch("unit", shapely.box(0, 0, 5, 5), name="Gym"),
        _sketch("amenity", shapely.Point(1, 1)),
        _sketch("amenity", shapely.Point(20, 1)),
    )
    assert [len(it.unit_ids) for it in campus.amenities] == [1, 0]


def test_without_rooms_there_is_no_campus() -> None:
    """Doors alone stand in no wall."""
    with pytest.raises(SurveyError, match="no rooms and no levels"):
        complete("school", [_sketch("opening", shapely.LineString([(0, 0), (1, 0)]))], [])


def test_two_towns_are_no_campus() -> None:
    """Coordinates of several places, or mixed axes."""
    with pytest.raises(SurveyError, match=r"spans \d+ km"):
        complete("school", [_sketch("unit", shapely.box(x, 0, x + 5, 5)) for x in (0, 30_000)], [])


def test_an_area_that_is_none_is_left_out() -> None:
    """The others make the campus."""
    flat = shapely.Polygon([(0, 0), (1, 1), (2, 2)])
    campus, rules = _completed(_sketch("unit", shapely.box(0, 0, 5, 5)), _sketch("unit", flat))
    assert len(campus.units) == 1
    assert rules == ["geometry"]


def test_a_room_that_is_nowhere_on_earth_is_left_out() -> None:
    """And when none is left there is no campus; both are said."""
    lost = msgspec.structs.replace(
        _sketch("unit", shapely.box(0, 0, 5, 5)), geometry=shapely.box(500, 0, 501, 1)
    )
    campus, rules = _completed(_sketch("unit", shapely.box(0, 0, 5, 5)), lost)
    assert len(campus.units) == 1
    assert rules == ["degrees"]
    findings: list[Finding] = []
    with pytest.raises(SurveyError, match="no rooms"):
        complete("school", [lost], findings)
    assert [it.rule for it in findings] == ["degrees"]


def test_features_that_share_an_id_are_two() -> None:
    """Somebody copied a row: both are kept, each with an id of its own, the same on every import."""
    room = _sketch("unit", shapely.box(0, 0, 5, 5), 0)
    kits = [_sketch("amenity", shapely.Point(1, 1), name="AED") for _ in range(2)]
    campus, rules = _completed(room, *kits)
    assert rules == ["feature-id"]
    assert len({it.amenity_id for it in campus.amenities}) == 2
    assert _completed(room, *kits)[0] == campus


def test_a_label_is_read_as_its_text() -> None:
    """A map that has IMDF's names but not its archive."""
    sketch = _sketch("unit", shapely.box(0, 0, 5, 5), 0)
    labelled = msgspec.structs.replace(sketch, properties={"name": {"en": "Library", "fr": "Bibliothèque"}})
    assert [it.name for it in _completed(labelled)[0].units] == ["Library"]
