"""Fits pixels to the ground by control points: a plan to the map, a camera's picture to the floor."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from gis.projection import Projection

Floats = npt.NDArray[np.float64]

# A homography through 4 points has residual 0 and was measured wrong by 5.6 m: it needs points to spare.
_LEAST_CAMERA_POINTS = 6
# Beyond this a room on the plan may be taken for its neighbour.
_GOOD_PLAN_M = 0.5
# Without a point that was set wrongly the others agree this many times better than without any other.
_OUTLIER = 4.0
_BEYOND_HORIZON_M = 1e6
# Below this ratio of their spread in two directions, points lie on a line and say nothing across it.
_COLLINEAR = 0.02


class GeoreferenceError(ValueError):
    """Control points that do not determine a fit, and why."""


class PlanFit(StrEnum):
    """How a plan may be moved to fit: `least` control points are needed for an error that means something."""

    HELMERT = "helmert"
    """Shifted, turned, scaled: a drawing to scale."""
    AFFINE = "affine"
    """Stretched and sheared too: a scan or a print."""
    PROJECTIVE = "projective"
    """Tilted too: a photograph of a plan."""

    @property
    def least(self) -> int:
        return {PlanFit.HELMERT: 3, PlanFit.AFFINE: 4, PlanFit.PROJECTIVE: 5}[self]


class ControlPoint(Struct, frozen=True, kw_only=True):
    """One place that was found in the image and on the map. Pixels count from the top left corner."""

    name: str
    x_px: float
    y_px: float
    longitude: float
    latitude: float


class Georeference(Struct, frozen=True, kw_only=True):
    """A fitted transform from pixels to the ground, and how far it can be trusted."""

    kind: str
    """A PlanFit, or `ground` for a camera."""
    matrix: tuple[float, ...]
    """3 x 3, row by row: homogeneous pixels -> metres east and north of `longitude`, `latitude`."""
    longitude: float
    latitude: float
    fit_rmse_m: float
    """How well the points fit: says little, because they were made to."""
    leave_one_out_rmse_m: float
    """How well each point is predicted by the others: how wrong a new point will be."""
    leave_one_out_p95_m: float
    errors_m: dict[str, float]
    """Point name -> how far the others predict it from where it was set."""
    warnings: tuple[str, ...]

    def to_map(self, x_px: npt.ArrayLike, y_px: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Pixels -> longitudes and latitudes; NaN for pixels above a camera's horizon."""
        east, north = _apply(self._matrix, np.asarray(x_px, float), np.asarray(y_px, float))
        return self._projection.degrees(east, north)

    def to_pixels(self, longitudes: npt.ArrayLike, latitudes: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Longitudes and latitudes -> pixels; NaN for ground behind a camera."""
        east, north = self._projection.xy(longitudes, latitudes)
        return _apply(np.linalg.inv(self._matrix), east, north)

    @property
    def _matrix(self) -> Floats:
        return np.array(self.matrix).reshape(3, 3)

    @property
    def _projection(self) -> Projection:
        return Projection(self.longitude, self.latitude)


def fit_plan(points: Sequence[ControlPoint], kind: PlanFit = PlanFit.AFFINE) -> Georeference:
    """A floor plan's transform. Raises GeoreferenceError for too few points, or points on one line."""
    if len(points) < kind.least:
        raise GeoreferenceError(
            f"{kind} needs at least {kind.least} points to know its error: {len(points)} given"
        )
    return _fitted(kind, points, _SOLVERS[kind])


def fit_camera(points: Sequence[ControlPoint]) -> Georeference:
    """The homography from a camera's picture to level ground (Hartley & Zisserman 2004, algorithm 4.2).

    Raises GeoreferenceError for fewer than 6 points, or points on one line.
    """
    if len(points) < _LEAST_CAMERA_POINTS:
        reason = f"a camera needs at least {_LEAST_CAMERA_POINTS} points, 8 are better: {len(points)} given"
        raise GeoreferenceError(reason)
    return _fitted("ground", points, _solve_projective)


def _fitted(
    kind: str, points: Sequence[ControlPoint], solve: Callable[[Floats, Floats], Floats]
) -> Georeference:
    centre = Projection(*np.mean([(it.longitude, it.latitude) for it in points], axis=0).tolist())
    pixels = np.array([(it.x_px, it.y_px) for it in points])
    ground = np.column_stack(centre.xy([it.longitude for it in points], [it.latitude for it in points]))
    for what, places in (("picture", pixels), ("map", ground)):
        _check_spread(what, places)
    matrix = _upright(solve(pixels, ground), pixels)
    fit_errors = _distances(matrix, pixels, ground)
    left_out, remaining = _left_out(pixels, ground, solve)
    names = [it.name for it in points]
    return Georeference(
        kind=str(kind),
        matrix=tuple(matrix.ravel().tolist()),
        longitude=centre.longitude,
        latitude=centre.latitude,
        fit_rmse_m=_rmse(fit_errors),
        leave_one_out_rmse_m=_rmse(left_out),
        leave_one_out_p95_m=float(np.percentile(left_out, 95)),
        errors_m=dict(zip(names, left_out.round(3).tolist(), strict=True)),
        warnings=tuple(_warnings(names, fit_errors, left_out, remaining)),
    )


def _left_out(
    pixels: Floats, ground: Floats, solve: Callable[[Floats, Floats], Floats]
) -> tuple[Floats, Floats]:
    """For each point left out: how far the others predict it, and how well they fit each other, in metres."""
    predicted, remaining = [], []
    for index in range(len(pixels)):
        others = np.arange(len(pixels)) != index
        matrix = _upright(solve(pixels[others], ground[others]), pixels[others])
        # A point beyond the horizon of the others is as wrong as can be.
        distance_m = _distances(matrix, pixels[[index]], ground[[index]])[0]
        predicted.append(float(np.nan_to_num(distance_m, nan=_BEYOND_HORIZON_M)))
        remaining.append(_rmse(np.nan_to_num(_distances(matrix, pixels[others], ground[others]))))
    return np.array(predicted), np.array(remaining)


def _warnings(names: Sequence[str], fit_errors: Floats, left_out: Floats, remaining: Floats) -> Iterator[str]:
    """What a person should do next; nothing when the fit is good."""
    if _rmse(left_out) <= _GOOD_PLAN_M:
        return
    first, second = np.argsort(remaining)[:2]
    if remaining[first] * _OUTLIER < remaining[second]:
        yield f"{names[first]} is {left_out[first]:.1f} m from where the others put it: set it again"
        return
    predicted, fitted = _rmse(left_out), _rmse(fit_errors)
    reason = f"a new point will be wrong by {predicted:.1f} m, although these fit to {fitted:.1f} m"
    yield f"{reason}: add points, at the edges first"


def _check_spread(what: str, places: Floats) -> None:
    spread = np.linalg.svd(places - places.mean(axis=0), compute_uv=False)
    if not np.isfinite(places).all() or spread[1] <= _COLLINEAR * spread[0]:
        raise GeoreferenceError(f"the points lie on one line in the {what}: add some across it")


def _solve_helmert(pixels: Floats, ground: Floats) -> Floats:
    # Pixels count downwards, north counts upwards: without the flip no turn would fit.
    x, y, one, zero = pixels[:, 0], -pixels[:, 1], np.ones(len(pixels)), np.zeros(len(pixels))
    design = np.vstack([np.column_stack([x, -y, one, zero]), np.column_stack([y, x, zero, one])])
    a, b, east, north = np.linalg.lstsq(design, np.concatenate([ground[:, 0], ground[:, 1]]), rcond=None)[0]
    return np.array([[a, b, east], [b, -a, north], [0, 0, 1]])


def _solve_affine(pixels: Floats, ground: Floats) -> Floats:
    design = np.column_stack([pixels, np.ones(len(pixels))])
    rows = np.linalg.lstsq(design, ground, rcond=None)[0].T
    return np.vstack([rows, [0, 0, 1]])


def _solve_projective(pixels: Floats, ground: Floats) -> Floats:
    """Normalised direct linear transformation."""
    to_unit_pixels, to_unit_ground = _normaliser(pixels), _normaliser(ground)
    x, y = _apply(to_unit_pixels, pixels[:, 0], pixels[:, 1])
    u, v = _apply(to_unit_ground, ground[:, 0], ground[:, 1])
    one, zero = np.ones(len(x)), np.zeros(len(x))
    design = np.vstack(
        [
            np.column_stack([x, y, one, zero, zero, zero, -u * x, -u * y, -u]),
            np.column_stack([zero, zero, zero, x, y, one, -v * x, -v * y, -v]),
        ]
    )
    unit_matrix = np.linalg.svd(design)[2][-1].reshape(3, 3)
    matrix: Floats = np.linalg.inv(to_unit_ground) @ unit_matrix @ to_unit_pixels
    return matrix / np.linalg.norm(matrix)


_SOLVERS = {
    PlanFit.HELMERT: _solve_helmert,
    PlanFit.AFFINE: _solve_affine,
    PlanFit.PROJECTIVE: _solve_projective,
}


def _normaliser(places: Floats) -> Floats:
    """Moves the centre to 0 and the mean distance to sqrt(2): else the equations are badly conditioned."""
    centre = places.mean(axis=0)
    scale = np.sqrt(2) / np.linalg.norm(places - centre, axis=1).mean()
    return np.array([[scale, 0, -scale * centre[0]], [0, scale, -scale * centre[1]], [0, 0, 1]])


def _upright(matrix: Floats, pixels: Floats) -> Floats:
    """Signed so that the third coordinate is positive on the ground's side of the horizon."""
    depth = np.column_stack([pixels, np.ones(len(pixels))]) @ matrix[2]
    return np.asarray(matrix * np.sign(np.median(depth)))


def _apply(matrix: npt.NDArray[Any], x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Homogeneous transform; NaN beyond the horizon."""
    u, v, w = (row[0] * x + row[1] * y + row[2] for row in matrix)
    w = np.where(w > 1e-12, w, np.nan)
    return np.asarray(u / w), np.asarray(v / w)


def _distances(matrix: Floats, pixels: Floats, ground: Floats) -> Floats:
    east, north = _apply(matrix, pixels[:, 0], pixels[:, 1])
    return np.asarray(np.hypot(east - ground[:, 0], north - ground[:, 1]))


def _rmse(errors: Floats) -> float:
    return float(np.sqrt(np.mean(errors**2)))
