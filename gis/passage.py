"""Which units an opening joins: IMDF openings carry no unit ids, only a line on the wall."""

from collections.abc import Sequence

import numpy as np
import shapely

from gis.campus import Area, Level

# Measured on a real station's archive: "60 % of the door within 5 cm of the wall" ties 321 of 331 openings to
# their rooms, while "within 5 cm" alone leaves 117 that touch three rooms or more.
_REACH_M = 0.05
_SHARE = 0.6


# Nobody passes through these, and nobody is to be led there.
IMPASSABLE = frozenset(
    {"brick", "column", "concrete", "drywall", "glass", "opentobelow", "structure", "wood"}
)


def leads_outside(level: Level, joined: Sequence[int]) -> bool:
    """Whether an opening of the level is an exterior door, by the units that it joins."""
    return len(joined) == 1 and level.ordinal == 0 and not level.outdoor


def joined_units(openings: Sequence[shapely.LineString], units: Sequence[Area]) -> list[tuple[int, ...]]:
    """For each opening the indices of the units whose walls it lies on; geometries of one level, in metres.

    Two units: an inner door. One: a door to the outside. None: a door that is drawn off its wall.
    """
    boundaries = np.array([unit.boundary for unit in units], dtype=object)
    lines = np.array(openings, dtype=object)
    door, unit = shapely.STRtree(boundaries).query(lines, predicate="dwithin", distance=_REACH_M)
    along = shapely.length(shapely.intersection(lines[door], shapely.buffer(boundaries[unit], _REACH_M)))
    on = along >= _SHARE * shapely.length(lines[door])
    return [tuple(sorted(unit[on & (door == index)].tolist())) for index in range(len(openings))]
