"""A marker in the next street belongs to the campus; one in the next town does not."""

import pytest

from gis.campus import Campus
from gis.projection import Projection
from gis.vicinity import NEAR_M, is_near


@pytest.mark.parametrize(
    ("beyond_m", "is_close"), [(-20.0, True), (NEAR_M - 1, True), (NEAR_M + 1, False), (50_000.0, False)]
)
def test_distance_from_the_edge_decides(maple_ridge: Campus, beyond_m: float, is_close: bool) -> None:
    """Metres to the north of the campus's northern edge."""
    projection = Projection.around(maple_ridge.venue)
    venue = projection.to_metres(maple_ridge.venue)
    northernmost = max(venue.exterior.coords, key=lambda xy: xy[1])  # type: ignore[union-attr] # one polygon
    longitude, latitude = projection.degrees(northernmost[0], northernmost[1] + beyond_m)
    if beyond_m < 0:
        longitude, latitude = projection.degrees(*venue.representative_point().coords[0])
    assert is_near(maple_ridge, float(longitude), float(latitude)) is is_close


@pytest.mark.parametrize(("longitude", "latitude"), [(0.0, 0.0), (180.0, 90.0), (-180.0, -90.0)])
def test_the_rest_of_the_world_is_far(maple_ridge: Campus, longitude: float, latitude: float) -> None:
    """Null island, the date line and the poles."""
    assert not is_near(maple_ridge, longitude, latitude)
