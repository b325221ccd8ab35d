"""The layers hold what a phone draws, and nothing of a place that it may not see."""

import gzip
from collections import Counter
from typing import Any

import msgspec
import pytest
import shapely

from gis import layers
from gis.campus import Campus
from gis.coverage import Coverage
from gis.grid import Grid
from gis.layers import Layer
from gis.projection import Projection


def _kinds(layer: Layer) -> Counter[str]:
    return Counter(feature["properties"]["kind"] for feature in layer["features"])


def _by_id(layer: Layer, kind: str) -> dict[str, dict[str, Any]]:
    features = [feature for feature in layer["features"] if feature["properties"]["kind"] == kind]
    return {feature["properties"]["id"]: feature for feature in features}


def test_the_outline_shows_the_campus_without_rooms_or_cameras(maple_ridge: Campus) -> None:
    """Footprints and grounds are public to any permit."""
    outline = layers.outline(maple_ridge)
    assert _kinds(outline).keys() == {
        "venue",
        "building",
        "parking",
        "road",
        "path",
        "field",
        "ground",
        "amenity",
    }
    assert _by_id(outline, "building").keys() == {"high-school", "elementary-school", "athletic-center"}
    hydrants = [it for it in outline["features"] if it["properties"].get("category") == "fire-hydrant"]
    assert len(hydrants) == 3


def test_a_level_shows_its_rooms_doors_cameras_and_views(maple_ridge: Campus) -> None:
    """Each part says what it is, where it belongs and what it is called."""
    layer = layers.level(maple_ridge, "high-school-1")
    assert _kinds(layer) == {"level": 1, "unit": 75, "opening": 95, "amenity": 11, "camera": 7, "view": 7}
    camera = _by_id(layer, "camera")["main-lobby"]
    assert camera["properties"] == {
        "kind": "camera",
        "id": "main-lobby",
        "name": "Main lobby",
        "azimuth_deg": 139.8,
        "fov_deg": 100.0,
        "range_m": 18.0,
        "height_m": 3.0,
        "mount": "wall",
        "verified_on": "2026-10-30",
        "building_id": "high-school",
        "level_id": "high-school-1",
        "ordinal": 0,
    }
    numbers = {it["properties"].get("number") for it in layer["features"]}
    assert {"101", "S1", "14"} <= numbers


def test_a_level_shows_nothing_of_another(maple_ridge: Campus) -> None:
    """Every feature of a layer belongs to its building and level."""
    for level in maple_ridge.levels:
        if level.building_id is None:
            continue
        layer = layers.level(maple_ridge, level.level_id)
        where = {(it["properties"]["building_id"], it["properties"]["level_id"]) for it in layer["features"]}
        assert where == {(level.building_id, level.level_id)}


def test_outdoor_cameras_come_with_their_building(maple_ridge: Campus) -> None:
    """Four watch round the high school."""
    layer = layers.outdoor(maple_ridge, "high-school")
    assert _kinds(layer) == {"camera": 4, "view": 4}
    assert {it["properties"]["building_id"] for it in layer["features"]} == {"high-school"}


def test_unknown_places_are_key_errors(maple_ridge: Campus) -> None:
    """The service turns them into 404."""
    with pytest.raises(KeyError):
        layers.level(maple_ridge, "nowhere-1")
    with pytest.raises(KeyError):
        layers.outdoor(maple_ridge, "nowhere")


def test_the_largest_layer_is_small_on_the_air(maple_ridge: Campus) -> None:
    """60 KB compressed is a second on a weak cellular link; 7 decimals, right-handed rings."""
    sizes = []
    for level in maple_ridge.levels:
        content = msgspec.json.encode(layers.level(maple_ridge, level.level_id))
        sizes.append(len(gzip.compress(content)))
    assert max(sizes) < 60_000
    layer = layers.level(maple_ridge, "high-school-1")
    for feature in layer["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        coordinates = shapely.get_coordinates(shape)
        assert (coordinates.round(7) == coordinates).all()
        assert shapely.equals_identical(shapely.orient_polygons(shape), shape)


def test_simplifying_moves_nothing_by_more_than_5_cm(maple_ridge: Campus) -> None:
    """Rooms keep their place and area."""
    projection = Projection.around(maple_ridge.venue)
    drawn = _by_id(layers.level(maple_ridge, "elementary-school-1"), "unit")
    for unit in maple_ridge.units_of("elementary-school-1"):
        shape = projection.to_metres(shapely.geometry.shape(drawn[unit.unit_id]["geometry"]))
        assert shapely.hausdorff_distance(shape, projection.to_metres(unit.geometry)) < 0.07


def test_blind_spots_are_a_layer(maple_ridge: Campus) -> None:
    """One feature, of its level."""
    layer = layers.blind_spots(Coverage(maple_ridge), "high-school-2")
    (feature,) = layer["features"]
    assert feature["properties"] == {
        "kind": "blind-spot",
        "id": "high-school-2-blind",
        "building_id": "high-school",
        "level_id": "high-school-2",
        "ordinal": 1,
    }
    assert feature["geometry"]["type"] in ("Polygon", "MultiPolygon")


def test_the_grid_is_a_layer(maple_ridge: Campus) -> None:
    """Every square with its reference, to draw over the map."""
    squares = layers.grid_squares(Grid(maple_ridge))["features"]
    assert {it["properties"]["kind"] for it in squares} == {"grid-square"}
    assert squares[0]["properties"]["id"] == "A1"
    together = shapely.union_all([shapely.geometry.shape(it["geometry"]) for it in squares], grid_size=1e-6)
    assert together.buffer(1e-5).covers(maple_ridge.venue)
