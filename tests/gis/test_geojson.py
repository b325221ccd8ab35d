"""GeoJSON is read liberally, with every repair said, and written strictly."""

import json
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis import geojson
from gis.finding import Severity, SurveyError
from gis.geojson import geometry_json, read_features, write_features

_SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def _file(*features: Any, **members: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features} | members).encode()


def _feature(kind: str, coordinates: Any, **members: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": {}} | members


def test_a_sound_file_reads_without_findings() -> None:
    """Geometry, id, feature type and properties arrive as they are."""
    content = _file(_feature("Polygon", [_SQUARE], id="a", feature_type="unit", properties={"n": 1}))
    collection = read_features("f", content)
    assert collection.findings == ()
    (feature,) = collection.features
    assert (feature.feature_id, feature.feature_type, feature.properties) == ("a", "unit", {"n": 1})
    assert feature.geometry == shapely.Polygon(_SQUARE)


@pytest.mark.parametrize(
    ("feature", "rule"),
    [
        (_feature("Polygon", [_SQUARE[::-1]]), "ring-orientation"),
        ({"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}, "properties"),
        (_feature("Point", [1, 2], properties=None), "properties"),
    ],
)
def test_repairs_are_said(feature: dict[str, Any], rule: str) -> None:
    """Clockwise rings and missing properties have one right answer."""
    collection = read_features("f", _file(feature))
    assert [(it.rule, it.severity) for it in collection.findings] == [(rule, Severity.REPAIRED)]
    assert len(collection.features) == 1


def test_the_third_dimension_is_left_out() -> None:
    """A level says how high a thing is."""
    (feature,) = read_features("f", _file(_feature("LineString", [[0, 0, 9], [1, 1, 9]]))).features
    assert feature.geometry == shapely.LineString([(0, 0), (1, 1)])


@pytest.mark.parametrize(
    "feature",
    [
        7,
        {"type": "Feature", "geometry": {"type": "Blob", "coordinates": []}},
        _feature("Point", [1]),
        _feature("Point", ["1", "2"]),
        _feature("Polygon", []),
        _feature("Polygon", [[[0, 0], [1, 1]]]),
        _feature("LineString", [[0, 0]]),
        _feature("MultiPolygon", []),
        _feature("Point", [1, 2], id={"no": "id"}),
    ],
)
def test_an_unreadable_feature_is_named_and_the_others_are_read(feature: Any) -> None:
    """One bad feature does not hide the rest of the file."""
    collection = read_features("f", _file(feature, _feature("Point", [1, 2])))
    assert len(collection.features) == 1
    assert [(it.feature, it.severity) for it in collection.findings] == [("features[0]", Severity.ERROR)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"type":"Feature"}',
        b'{"type":"Topology","features":[]}',
        b"[" * 100_000,
        b'{"type":"FeatureCollection","features":[' + b'{"a":' * 100_000,
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    ],
)
def test_what_is_no_feature_collection_is_refused(content: bytes) -> None:
    """Not JSON, another JSON, or JSON made to exhaust a parser."""
    with pytest.raises(SurveyError, match="f: is "):
        read_features("f", content)


def test_a_byte_order_mark_is_accepted() -> None:
    """Notepad writes one."""
    assert len(read_features("f", b"\xef\xbb\xbf" + _file(_feature("Point", [1, 2]))).features) == 1


def test_a_legacy_crs_is_named() -> None:
    """GeoJSON 2008 named its system; the reader of the file decides what to make of it."""
    crs = {"type": "name", "properties": {"name": "EPSG:26917"}}
    assert read_features("f", _file(crs=crs)).crs == "EPSG:26917"
    assert read_features("f", _file(crs="odd")).crs == ""
    assert read_features("f", _file(crs={"properties": {"name": 7}})).crs == ""


@pytest.mark.parametrize(("limit", "reason"), [("FEATURE_LIMIT", "features"), ("VERTEX_LIMIT", "vertices")])
def test_limits_hold(monkeypatch: pytest.MonkeyPatch, limit: str, reason: str) -> None:
    """More than a district's worth of anything is refused."""
    monkeypatch.setattr(geojson, limit, 2)
    with pytest.raises(SurveyError, match=f"more than 2 {reason}"):
        read_features("f", _file(*[_feature("Point", [1, 2])] * 3))


_coordinate = st.floats(-180, 180, allow_nan=False).map(lambda value: round(value, 8))


@given(st.lists(st.tuples(_coordinate, _coordinate), min_size=3, max_size=12, unique=True))
def test_what_is_written_reads_back_the_same(corners: list[tuple[float, float]]) -> None:
    """Writing and reading keep every coordinate to the 8th decimal and turn no ring."""
    hull = shapely.MultiPoint(corners).convex_hull
    content = write_features(
        [{"type": "Feature", "id": "a", "geometry": geometry_json(hull), "properties": {}}]
    )
    collection = read_features("f", content)
    assert collection.findings == ()
    (feature,) = collection.features
    assert shapely.equals_exact(shapely.orient_polygons(hull), feature.geometry, 1e-8)


def test_a_written_file_has_one_feature_a_line() -> None:
    """So that a change to one room is one line of a diff."""
    lines = write_features([{"id": name} for name in "abc"]).decode().splitlines()
    assert lines == [
        '{"type":"FeatureCollection","features":[',
        '{"id":"a"},',
        '{"id":"b"},',
        '{"id":"c"}',
        "]}",
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "type": st.just("Feature") | json_values,
                "geometry": st.fixed_dictionaries(
                    {
                        "type": st.sampled_from(
                            ["Point", "LineString", "Polygon", "MultiPolygon", "MultiPoint"]
                        )
                    },
                    optional={"coordinates": json_values},
                ),
                "id": json_values,
                "properties": json_values,
            },
        ),
        max_size=3,
    )
)
def test_any_features_read_or_are_refused(features: list[Any]) -> None:
    """Whatever stands in a feature, reading it ends in a feature, a finding or a SurveyError."""
    try:
        collection = read_features("f", _file(*features))
    except SurveyError:
        return
    errors = sum(it.severity == Severity.ERROR for it in collection.findings)
    assert len(collection.features) + errors == len(features)
