"""How people name a room, a door or a level, on the radio and on paper."""

from gis.campus import Campus, Level, Opening, Unit


def unit_title(unit: Unit) -> str:
    """`101 Spanish`, `S1 Stairwell 1`, or the category of a room without either."""
    words = [unit.number, unit.name if unit.name != unit.number else ""]
    return " ".join(word for word in words if word) or unit.category


def door_title(opening: Opening) -> str:
    """`Exterior door 7`, `Door 1, Main entrance`, the name of an inner door; empty when it has none."""
    if not opening.number or opening.number in opening.name.split():
        return opening.name
    return f"Door {opening.number}, {opening.name}" if opening.name else f"Door {opening.number}"


def level_title(campus: Campus, level: Level) -> str:
    """`Second floor of Maple Ridge High School`, or the name alone of a level without a building."""
    if level.building_id is None:
        return level.name
    return f"{level.name} of {campus.building_by_id[level.building_id].name}"
