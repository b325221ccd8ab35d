"""What is told of each kind of place on a map, whatever format the map goes out in."""

from typing import Any

from gis.campus import Amenity, Building, Camera, Level, Opening, Unit

Place = Building | Level | Unit | Opening | Amenity | Camera

_TOLD: dict[type[Place], tuple[str, ...]] = {
    Building: ("name", "category"),
    Level: ("name", "short_name", "ordinal", "outdoor"),
    Unit: ("name", "number", "category"),
    Opening: ("name", "number", "category"),
    Amenity: ("name", "category", "equipment"),
    Camera: ("name", "azimuth_deg", "fov_deg", "range_m", "height_m", "mount", "verified_on"),
}


def attributes(place: Place) -> dict[str, Any]:
    """Name -> value, without ids and geometry."""
    return {name: getattr(place, name) for name in _TOLD[type(place)]}
