"""Cameras come as an officer meets them: in, up, down, and then around."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gis.campus import Camera, Campus, Level
from gis.place_order import in_place_order, natural


def _on(campus: Campus, level_id: str | None, *names: str) -> list[Camera]:
    """Cameras of these names on a level of the high school."""
    model = campus.cameras_of("high-school")[0]
    return [replace(model, camera_id=name, name=name, level_id=level_id) for name in names]


def _level(campus: Campus, level_id: str, ordinal: int) -> Level:
    return replace(campus.levels_of("high-school")[0], level_id=level_id, ordinal=ordinal)


def test_the_ground_level_and_up_then_basements_then_outside(maple_ridge: Campus) -> None:
    """The nearest to the ground first, on either side of it; on a level by name."""
    ordinals = {"third": 2, "deep": -2, "ground": 0, "cellar": -1, "mezzanine": 1, "second": 1}
    campus = replace(
        maple_ridge,
        levels=tuple(_level(maple_ridge, level_id, ordinal) for level_id, ordinal in ordinals.items()),
        cameras=(
            *_on(maple_ridge, None, "Yard"),
            *_on(maple_ridge, "cellar", "Boiler"),
            *_on(maple_ridge, "deep", "Tank"),
            *_on(maple_ridge, "second", "Stairs B", "Stairs D"),
            *_on(maple_ridge, "mezzanine", "Stairs C", "Stairs A"),
            *_on(maple_ridge, "third", "Roof"),
            *_on(maple_ridge, "ground", "Door 10", "door 2", "Atrium"),
        ),
    )
    assert [it.name for it in in_place_order(campus, ["high-school"])] == [
        *("Atrium", "door 2", "Door 10"),
        *("Stairs A", "Stairs C", "Stairs B", "Stairs D"),
        *("Roof", "Boiler", "Tank", "Yard"),
    ]


def test_buildings_keep_the_order_in_which_they_are_named(maple_ridge: Campus) -> None:
    """Every camera of each, once; no other building's."""
    both = in_place_order(maple_ridge, ["elementary-school", "athletic-center"])
    elementary, athletic = (
        in_place_order(maple_ridge, [it]) for it in ("elementary-school", "athletic-center")
    )
    assert both == elementary + athletic
    assert sorted(it.camera_id for it in elementary) == sorted(
        it.camera_id for it in maple_ridge.cameras_of("elementary-school")
    )


def test_names_are_read_as_people_read_them() -> None:
    """Numbers count as numbers, and neither capitals nor accents move a name away."""
    names = ["10", "2", "Área 1", "area 2", "Atrium", "Hall 10", "Hall 9", "Zaguán"]
    ordered = ["2", "10", "Área 1", "area 2", "Atrium", "Hall 9", "Hall 10", "Zaguán"]
    assert sorted(names, key=natural) == ordered


_NUMBERS = st.integers(min_value=0)


@given(st.text(), _NUMBERS, _NUMBERS)
def test_numbers_count_whatever_stands_before_them(name: str, one: int, other: int) -> None:
    """In any script."""
    assert (natural(f"{name} {one}") < natural(f"{name} {other}")) == (one < other)


@given(st.text(), st.text())
def test_any_two_names_can_be_compared(one: str, other: str) -> None:
    """A survey may call its cameras anything."""
    assert [
        natural(one) < natural(other),
        natural(one) == natural(other),
        natural(one) > natural(other),
    ].count(True) == 1
