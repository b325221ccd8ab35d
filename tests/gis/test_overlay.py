"""A plan lies on the map where its control points say."""

import math

import numpy as np
import pytest
import shapely
from PIL import Image

from gis.georeference import PlanFit, fit_plan
from gis.overlay import OverlayError, place_vectors, warp
from gis.projection import Projection
from tests.gis.test_georeference import CENTRE, PIXELS, control_points, plan_ground

_FIT = fit_plan(control_points(PIXELS, [plan_ground(*it) for it in PIXELS]), PlanFit.AFFINE)


def test_a_mark_on_the_plan_lies_where_it_is() -> None:
    """A red square round pixel (1000, 700) is found in the warped picture at that place on the ground."""
    plan = Image.new("RGB", (2000, 1500), "white")
    plan.paste("red", (980, 680, 1020, 720))
    overlay = warp(plan, _FIT, pixels_per_metre=10)
    pixels = np.array(overlay.image)
    assert pixels.shape[2] == 4
    red = (pixels[:, :, 0] > 200) & (pixels[:, :, 1] < 60) & (pixels[:, :, 3] > 200)
    row, column = (float(it.mean()) for it in np.nonzero(red))
    west, north = CENTRE.xy(*overlay.corners[0])
    found = (float(west) + (column + 0.5) / 10, float(north) - (row + 0.5) / 10)
    assert math.dist(found, plan_ground(1000, 700)) < 0.1


def test_what_is_not_on_the_plan_is_transparent() -> None:
    """The corners of a turned plan's extent."""
    overlay = warp(Image.new("RGB", (2000, 1500), "white"), _FIT, pixels_per_metre=2)
    assert np.array(overlay.image)[0, 0, 3] == 0


def test_the_corners_go_round_from_the_north_west() -> None:
    """As a map's image source takes them."""
    corners = np.array(warp(Image.new("RGB", (200, 150)), _FIT).corners)
    west, south = corners.min(axis=0).tolist()
    east, north = corners.max(axis=0).tolist()
    around = [west, north, east, north, east, south, west, south]
    assert corners.ravel().tolist() == pytest.approx(around, rel=0, abs=1e-7)


def test_a_wild_transform_does_not_fill_the_memory() -> None:
    """A plan said to cover a county is a mistake in its points."""
    huge = fit_plan(control_points(PIXELS, [(x * 20.0, y * -20.0) for x, y in PIXELS]))
    with pytest.raises(OverlayError, match="check the points"):
        warp(Image.new("RGB", (2000, 1500)), huge)


def test_vectors_are_placed() -> None:
    """A room drawn in pixels becomes a room on the ground."""
    room = place_vectors(shapely.box(100, 100, 300, 260), _FIT)
    projection = Projection(_FIT.longitude, _FIT.latitude)
    assert projection.to_metres(room).area == pytest.approx(10 * 8, rel=1e-4)
