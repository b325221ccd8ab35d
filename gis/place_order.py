"""Cameras in place order: as an officer comes in, goes up, and then around."""

import re
import unicodedata
from collections.abc import Iterable

from gis.campus import Camera, Campus, Level

Natural = list[str | int]
"""What a name is sorted by."""

_NUMBER = re.compile(r"(\d+)")


def in_place_order(campus: Campus, building_ids: Iterable[str]) -> list[Camera]:
    """Building by building: from the ground level up, then basements, then outside; on a level by name."""
    return [camera for building_id in building_ids for camera in _in_building(campus, building_id)]


def _in_building(campus: Campus, building_id: str) -> list[Camera]:
    levels = sorted(campus.levels_of(building_id), key=_from_ground_up)
    ranks = {level.level_id: rank for rank, level in enumerate(levels)}

    def place(camera: Camera) -> tuple[int, Natural]:
        return ranks.get(camera.level_id or "", len(ranks)), natural(camera.name)

    return sorted(campus.cameras_of(building_id), key=place)


def _from_ground_up(level: Level) -> tuple[bool, int]:
    return level.ordinal < 0, abs(level.ordinal)


def natural(name: str) -> Natural:
    """Sorts Door 2 before Door 10, and É with E: texts and numbers take turns, so that like meets like."""
    letters = (it for it in unicodedata.normalize("NFKD", name) if not unicodedata.combining(it))
    parts = _NUMBER.split("".join(letters).casefold())
    return [int(part) if part.isdecimal() else part for part in parts]
