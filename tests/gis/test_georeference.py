"""Fits find the transform that made the points, say how wrong a new point will be, and name the bad ones."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.georeference import ControlPoint, Georeference, GeoreferenceError, PlanFit, fit_camera, fit_plan
from gis.projection import Projection

CENTRE = Projection(-82.74, 40.12)


def control_points(
    pixels: list[tuple[float, float]], ground: list[tuple[float, float]]
) -> list[ControlPoint]:
    """Control points whose ground is given in metres."""
    places = [CENTRE.degrees(x, y) for x, y in ground]
    return [
        ControlPoint(name=f"P{number}", x_px=x, y_px=y, longitude=float(longitude), latitude=float(latitude))
        for number, ((x, y), (longitude, latitude)) in enumerate(zip(pixels, places, strict=True), 1)
    ]


PIXELS = [(100.0, 80.0), (1900.0, 120.0), (1850.0, 1400.0), (120.0, 1350.0), (1000.0, 700.0), (600.0, 1100.0)]


def plan_ground(x: float, y: float, shear: float = 0.0) -> tuple[float, float]:
    """20 pixels a metre, turned 11 degrees, y down."""
    turn = math.radians(11)
    east, north = x / 20, -y / 20 + shear * x / 20
    return east * math.cos(turn) - north * math.sin(turn), east * math.sin(turn) + north * math.cos(turn)


def _error_m(fit: Georeference, x: float, y: float, ground: tuple[float, float]) -> float:
    longitude, latitude = fit.to_map(x, y)
    east, north = CENTRE.xy(longitude, latitude)
    return math.dist((float(east), float(north)), ground)


@pytest.mark.parametrize("kind", list(PlanFit))
def test_a_drawing_to_scale_fits_exactly(kind: PlanFit) -> None:
    """Every kind contains the similarity, and finds it to a millimetre."""
    fit = fit_plan(control_points(PIXELS, [plan_ground(*it) for it in PIXELS]), kind)
    assert fit.leave_one_out_rmse_m < 0.001
    assert fit.warnings == ()
    assert _error_m(fit, 1500, 300, plan_ground(1500, 300)) < 0.001


def test_a_stretched_scan_needs_an_affine_fit() -> None:
    """A similarity cannot shear, and its error says so before anybody is sent to the wrong room."""
    points = control_points(PIXELS, [plan_ground(*it, shear=0.1) for it in PIXELS])
    assert fit_plan(points, PlanFit.AFFINE).leave_one_out_rmse_m < 0.001
    helmert = fit_plan(points, PlanFit.HELMERT)
    assert helmert.leave_one_out_rmse_m > 1
    assert "a new point will be wrong by" in helmert.warnings[0] or "set it again" in helmert.warnings[0]


def test_the_error_left_out_is_larger_than_that_of_the_fit() -> None:
    """With as many freedoms as points a fit always looks good."""
    random = np.random.default_rng(5)
    ground = [tuple(np.array(plan_ground(*it)) + random.normal(0, 0.3, 2)) for it in PIXELS[:5]]
    fit = fit_plan(control_points(PIXELS[:5], ground), PlanFit.PROJECTIVE)
    assert fit.leave_one_out_rmse_m > 2 * fit.fit_rmse_m


def test_a_point_that_was_set_wrongly_is_named() -> None:
    """8 m off among good ones."""
    ground = [plan_ground(*it) for it in PIXELS]
    ground[4] = (ground[4][0] + 8, ground[4][1])
    fit = fit_plan(control_points(PIXELS, ground))
    assert max(fit.errors_m, key=lambda it: fit.errors_m[it]) == "P5"
    assert fit.warnings[0].startswith("P5 is ")
    assert fit.warnings[0].endswith("set it again")


@settings(max_examples=50, deadline=None)
@given(
    scale=st.floats(5, 100),
    turn=st.floats(0, 2 * math.pi),
    x=st.floats(0, 2000),
    y=st.floats(0, 1500),
)
def test_pixels_and_map_are_inverse(scale: float, turn: float, x: float, y: float) -> None:
    """A tapped pixel becomes a position, and that position the pixel again."""
    ground = [
        (
            (px * math.cos(turn) + py * math.sin(turn)) / scale,
            (px * math.sin(turn) - py * math.cos(turn)) / scale,
        )
        for px, py in PIXELS
    ]
    fit = fit_plan(control_points(PIXELS, ground))
    back = fit.to_pixels(*fit.to_map(x, y))
    assert (float(back[0]), float(back[1])) == pytest.approx((x, y), abs=0.01)


# -- a camera's picture ---------------------------------------------------------------------------

_HEIGHT_M, _FOCAL_PX, _TILT = 3.0, 900.0, math.radians(25)


def _seen(east: float, north: float) -> tuple[float, float]:
    """The pixel of a ground point 3 m below a camera that looks north, 25 degrees down; 1280 x 720."""
    depth = north * math.cos(_TILT) + _HEIGHT_M * math.sin(_TILT)
    down = _HEIGHT_M * math.cos(_TILT) - north * math.sin(_TILT)
    return 640 + _FOCAL_PX * east / depth, 360 + _FOCAL_PX * down / depth


_FLOOR = [(-3, 4), (3, 4), (-4, 8), (4, 8), (0, 6), (-6, 14), (6, 14), (0, 18)]


def test_a_camera_is_tied_to_the_floor() -> None:
    """Eight points of the floor fit, and any other point of it is found both ways."""
    fit = fit_camera(control_points([_seen(*it) for it in _FLOOR], [(float(x), float(y)) for x, y in _FLOOR]))
    assert fit.leave_one_out_p95_m < 0.01
    assert _error_m(fit, *_seen(2, 11), (2, 11)) < 0.01
    longitude, latitude = CENTRE.degrees(-2, 9)
    x, y = fit.to_pixels(longitude, latitude)
    assert (float(x), float(y)) == pytest.approx(_seen(-2, 9), abs=0.1)


def test_a_pixel_above_the_horizon_is_no_place() -> None:
    """NaN, not a point behind the camera."""
    fit = fit_camera(control_points([_seen(*it) for it in _FLOOR], [(float(x), float(y)) for x, y in _FLOOR]))
    longitude, latitude = fit.to_map(640, -200)
    assert math.isnan(float(longitude))
    assert math.isnan(float(latitude))
    behind = CENTRE.degrees(0, -30)
    assert math.isnan(float(fit.to_pixels(*behind)[0]))


def test_taps_that_are_a_pixel_off_give_the_error_they_cause() -> None:
    """Two pixels of noise at 18 m: a new point is right to a few decimetres, and the fit says so."""
    random = np.random.default_rng(9)
    noisy = [tuple(np.array(_seen(*it)) + random.normal(0, 2, 2)) for it in _FLOOR]
    fit = fit_camera(control_points(noisy, [(float(x), float(y)) for x, y in _FLOOR]))
    actual = [_error_m(fit, *_seen(x, y), (x, y)) for x in (-2, 0, 2) for y in (5, 9, 13)]
    assert np.percentile(actual, 95) < fit.leave_one_out_p95_m < 2


@pytest.mark.parametrize("count", [0, 4, 5])
def test_a_camera_needs_six_points(count: int) -> None:
    """Four always fit and mean nothing."""
    with pytest.raises(GeoreferenceError, match="at least 6 points"):
        fit_camera(
            control_points(
                [_seen(*it) for it in _FLOOR[:count]], [(float(x), float(y)) for x, y in _FLOOR[:count]]
            )
        )


def test_points_on_one_line_are_refused() -> None:
    """They say nothing of what lies beside it."""
    line = [(float(it), 2.0 * it) for it in range(8)]
    with pytest.raises(GeoreferenceError, match="one line in the picture"):
        fit_plan(control_points(line, [plan_ground(*it) for it in PIXELS] + [(1.0, 1.0), (2.0, 5.0)]))
    with pytest.raises(GeoreferenceError, match="one line in the map"):
        fit_plan(control_points([*PIXELS, (5.0, 5.0), (9.0, 1.0)], line))


@pytest.mark.parametrize("kind", list(PlanFit))
def test_too_few_points_are_refused(kind: PlanFit) -> None:
    """One more than determines it, so that the error means something."""
    with pytest.raises(GeoreferenceError, match=f"{kind} needs at least {kind.least}"):
        fit_plan(
            control_points(PIXELS[: kind.least - 1], [plan_ground(*it) for it in PIXELS[: kind.least - 1]]),
            kind,
        )
