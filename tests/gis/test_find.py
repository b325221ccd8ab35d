"""What people type finds what they mean."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.campus import Campus
from gis.find import Finder, Place


@pytest.fixture(scope="module")
def finder(maple_ridge: Campus) -> Finder:
    return Finder(maple_ridge)


@pytest.mark.parametrize(
    ("query", "title", "level_id"),
    [
        ("106", "106 Library media center", "high-school-1"),
        ("room 206", "206 Pre-calculus", "high-school-2"),
        ("a110", "A110 Main gymnasium", "athletic-center-1"),
        ("A 110", "A110 Main gymnasium", "athletic-center-1"),
        ("107a", "107A Principal", "high-school-1"),
        ("libary media", "106 Library media center", "high-school-1"),
        ("LIBRARY MEDIA CENTER", "106 Library media center", "high-school-1"),
        ("gymnaisum main", "A110 Main gymnasium", "athletic-center-1"),
        ("gym east entrance", "Gym east entrance", "athletic-center-1"),
        ("gym-east-entrance", "Gym east entrance", "athletic-center-1"),
        ("gymeast", "Gym east entrance", "athletic-center-1"),
        ("s5", "S5 Stairwell 5", "high-school-1"),
        ("stairwell 5", "S5 Stairwell 5", "high-school-1"),
        ("stairs 5", "S5 Stairwell 5", "high-school-1"),
        ("exterior door 12", "Exterior door 12", "high-school-1"),
        ("door 13", "Exterior door 13", "high-school-1"),
        ("exit 12", "Exterior door 12", "high-school-1"),
        ("defibrillator cafeteria", "AED cafeteria", "high-school-1"),
        ("fire panel", "Fire alarm control panel", "elementary-school-1"),
        ("robotix", "256 Robotics lab", "high-school-2"),
        ("band", "174 Band room", "high-school-1"),
        ("student parking", "Student parking", "grounds"),
    ],
)
def test_the_first_answer_is_the_one_that_was_meant(
    finder: Finder, query: str, title: str, level_id: str
) -> None:
    """Numbers, names, ids, synonyms, missing and superfluous spaces, typing errors."""
    found = finder.find(query)
    assert title in [it.title for it in found[:4]]
    assert (title, level_id) in [(it.title, it.level_id) for it in found]


@pytest.mark.parametrize("number", ["101", "153", "212", "A115"])
def test_a_number_finds_that_room_first(finder: Finder, number: str) -> None:
    """Never the one beside it."""
    assert finder.find(number)[0].title.startswith(f"{number} ")


def test_a_link_for_one_building_finds_nothing_of_another(maple_ridge: Campus, finder: Finder) -> None:
    """Only its own rooms and the grounds."""
    found = finder.find("101", building_ids={"elementary-school"}, limit=50)
    assert [(it.title, it.building_id) for it in found] == [("101 Grade 3", "elementary-school")]
    everything = [
        it
        for word in ("door", "room", "hall", "camera", "parking", "1")
        for it in finder.find(word, building_ids={"athletic-center"}, limit=500)
    ]
    assert {it.building_id for it in everything} == {"athletic-center", None}


def test_nothing_is_found_for_nothing(finder: Finder) -> None:
    """Nor for what is not there."""
    assert finder.find("") == ()
    assert finder.find("!?") == ()
    assert finder.find("swimming pool") == ()
    assert finder.find("999") == ()


def test_answers_are_limited(finder: Finder) -> None:
    """A phone shows ten."""
    assert len(finder.find("1")) == 10
    assert len(finder.find("1", limit=3)) == 3


@given(query=st.text(max_size=300))
def test_any_text_gives_an_answer(finder: Finder, query: str) -> None:
    """Whatever is typed or pasted."""
    assert len(finder.find(query)) <= 10


def test_places_go_on_the_wire(finder: Finder) -> None:
    """As JSON, and back into the same places."""
    found = finder.find("gym")
    assert msgspec.json.decode(msgspec.json.encode(found), type=tuple[Place, ...]) == found
