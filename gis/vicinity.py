"""Whether a position belongs to what happens at a campus: on it, or close by."""

import shapely

from gis.campus import Campus
from gis.projection import Projection

# Units gather in the next street, and look for somebody who ran there.
NEAR_M = 500.0


def is_near(campus: Campus, longitude: float, latitude: float) -> bool:
    """Whether a position (WGS84 degrees) is on the campus or within NEAR_M of it."""
    west, south, east, north = campus.venue.bounds
    # Half the earth away a projection around the campus means nothing; a degree is far more than NEAR_M.
    if not (west - 1 <= longitude <= east + 1 and south - 1 <= latitude <= north + 1):
        return False
    projection = Projection.around(campus.venue)
    x_m, y_m = projection.xy(longitude, latitude)
    return bool(projection.to_metres(campus.venue).distance(shapely.Point(float(x_m), float(y_m))) <= NEAR_M)
