"""Every map that goes out tells the same of the same place."""

from gis.attributes import attributes
from gis.campus import Campus


def test_every_kind_of_place_is_told(maple_ridge: Campus) -> None:
    """By name, and neither id nor geometry, which each format has in its own place."""
    first = (
        maple_ridge.buildings[0],
        maple_ridge.levels[0],
        maple_ridge.units[0],
        maple_ridge.openings[0],
        maple_ridge.amenities[0],
        maple_ridge.cameras[0],
    )
    for place in first:
        told = attributes(place)
        assert told["name"] == place.name
        assert not {"geometry", "building_id", "level_id", "feature_id"} & set(told)


def test_a_camera_is_told_with_its_optics(maple_ridge: Campus) -> None:
    """And when somebody last compared."""
    assert attributes(maple_ridge.camera_by_id["main-lobby"]) == {
        "name": "Main lobby",
        "azimuth_deg": 139.8,
        "fov_deg": 100,
        "range_m": 18,
        "height_m": 3.0,
        "mount": "wall",
        "verified_on": "2026-10-30",
    }
