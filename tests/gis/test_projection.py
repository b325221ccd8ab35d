"""Campus-local metres are true to the ground, there and back."""

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.projection import Projection

_AROUND = st.floats(-3000, 3000)


@given(x_m=_AROUND, y_m=_AROUND, longitude=st.floats(-179, 179), latitude=st.floats(-80, 80))
def test_there_and_back_is_the_same_place(x_m: float, y_m: float, longitude: float, latitude: float) -> None:
    """Anywhere on a campus, anywhere on Earth, to a tenth of a millimetre."""
    projection = Projection(longitude, latitude)
    back = projection.to_metres(projection.to_degrees(shapely.Point(x_m, y_m)))
    assert math.dist((back.x, back.y), (x_m, y_m)) < 1e-4


def test_a_metre_is_a_metre() -> None:
    """A degree of latitude at 40 north is 111.035 km (WGS84 meridian arc), of longitude 85.394 km."""
    projection = Projection(-82.74, 40)
    x_m, y_m = projection.xy([-82.74, -82.73], [40.01, 40])
    assert y_m[0] == pytest.approx(1110.35, abs=0.05)
    assert x_m[1] == pytest.approx(853.94, abs=0.05)


def test_north_is_true_north() -> None:
    """At the centre, where a UTM grid at a zone edge would be 2 degrees off."""
    projection = Projection(-84.0001, 40)
    x_m, y_m = projection.xy(-84.0001, 40.02)
    assert math.degrees(math.atan2(x_m, y_m)) == pytest.approx(0, abs=1e-6)


def test_it_is_centred_on_what_it_serves() -> None:
    """So that one campus has one system, whoever computes it."""
    projection = Projection.around(shapely.box(-82, 40, -80, 42))
    assert (projection.longitude, projection.latitude) == (-81, 41)
