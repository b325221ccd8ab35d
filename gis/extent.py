"""How far apart the parts of a campus may lie."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.finding import SurveyError

# Corner to corner, larger than any campus: coordinates of two places, or axes mixed up.
LARGEST_CAMPUS_M = 20_000


def check_extent(name: str, parts: Sequence[BaseGeometry]) -> None:
    """Raises SurveyError when these geometries, in metres, are more than one campus."""
    bounds = shapely.bounds(np.array(parts, dtype=object))
    size_m = float(np.max(bounds[:, 2:].max(axis=0) - bounds[:, :2].min(axis=0)))
    # Not `>`: what is nowhere has no size.
    if not size_m < LARGEST_CAMPUS_M:
        raise SurveyError(name, "", f"spans {size_m / 1000:.0f} km: several places, or mixed axes")
