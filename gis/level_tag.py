"""Which storeys a tag or a file name means: OSM's `level=-1;0`, `0-2`, `-1~4`, or `floor-gf.geojson`."""

import re

# Taller than any school; a longer range is a typing error.
_MOST_LEVELS = 60

_NUMBER = r"-?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|~)\s*({_NUMBER})")
_SINGLE = re.compile(_NUMBER)
_IN_NAME = re.compile(
    r"(?:^|[^a-z])(?:floor|level|storey|story|etage)(?:[\s_]+|-)?(gf|ground|g|basement|b|-?\d{1,2})(?![a-z\d])",
    re.IGNORECASE,
)
_NAMED = {"gf": 0, "ground": 0, "g": 0, "basement": -1, "b": -1}


def parse_levels(text: str) -> tuple[int, ...]:
    """The ordinals in an OSM level tag (https://wiki.openstreetmap.org/wiki/Key:level), lowest first.

    A half level counts to the one below it. Raises ValueError for what is not one.
    """
    levels: set[int] = set()
    for part in text.replace(",", ";").split(";"):
        levels.update(_parse_part(part.strip()))
    if len(levels) > _MOST_LEVELS:
        raise ValueError(f"{text!r} means more than {_MOST_LEVELS} levels")
    return tuple(sorted(levels))


def _parse_part(part: str) -> range:
    if _SINGLE.fullmatch(part):
        level = _ordinal(part)
        return range(level, level + 1)
    span = _RANGE.fullmatch(part)
    if not span:
        raise ValueError(f"{part!r} is no level")
    low, high = sorted((_ordinal(span[1]), _ordinal(span[2])))
    return range(low, min(high, low + _MOST_LEVELS) + 1)


def _ordinal(number: str) -> int:
    return int(float(number) // 1)


def level_in_name(name: str) -> int | None:
    """The storey that a file or layer name means, None when it names none: `floor-gf` is 0."""
    found = _IN_NAME.search(name)
    if not found:
        return None
    word = found[1].lower()
    return _NAMED[word] if word in _NAMED else int(word)
