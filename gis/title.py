"""How people name a room or a door, on the radio and on paper."""

from gis.campus import Opening, Unit


def unit_title(unit: Unit) -> str:
    """`101 Spanish`, `S1 Stairwell 1`, or the category of a room without either."""
    words = [unit.number, unit.name if unit.name != unit.number else ""]
    return " ".join(word for word in words if word) or unit.category


def door_title(opening: Opening) -> str:
    """`Exterior door 7`, `Door 1, Main entrance`, the name of an inner door; empty when it has none."""
    if not opening.number or opening.number in opening.name.split():
        return opening.name
    return f"Door {opening.number}, {opening.name}" if opening.name else f"Door {opening.number}"
