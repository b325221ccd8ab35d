"""The compact GeoJSON layers that the service sends to a phone."""

from typing import Any

from gis.campus import Campus

Layer = dict[str, Any]
"""A GeoJSON FeatureCollection, ready for a JSON encoder."""


def outline(campus: Campus) -> Layer:
    """The whole campus from outside: venue, footprints, parking, paths, fields; no rooms, no cameras."""
    raise NotImplementedError


def level(campus: Campus, level_id: str) -> Layer:
    """One level from inside: units, openings, amenities, cameras, views. Raises KeyError if unknown."""
    raise NotImplementedError


def outdoor(campus: Campus, building_id: str) -> Layer:
    """The cameras outside that belong to a building, and their views. Raises KeyError if unknown."""
    raise NotImplementedError
