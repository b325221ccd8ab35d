"""A map key reaches the buildings that it names, for as long as it says."""

import pytest

from responder.access.errors import InvalidRequest, NotSignedIn
from responder.access.map_key import MapKey, normalised_name, reach, require_current, require_lifetime, used

NOW = 1_800_000_000.0


def key(building_ids: frozenset[str] | None = None, used_at_s: float | None = None) -> MapKey:
    return MapKey(
        key_id="k",
        name="County GIS",
        building_ids=building_ids,
        issued_by="ann",
        issued_at_s=NOW,
        expires_at_s=NOW + 100,
        used_at_s=used_at_s,
    )


def test_reaches_what_it_names_or_all() -> None:
    """Of the buildings that there are; a key for all shows one that is built later."""
    assert reach(key(frozenset({"gym", "torn-down"})), ["gym", "library"]) == {"gym"}
    assert reach(key(), ["gym", "library"]) == {"gym", "library"}


def test_ends_when_it_says() -> None:
    """The last instant is exclusive."""
    require_current(key(), NOW + 99.9)
    with pytest.raises(NotSignedIn):
        require_current(key(), NOW + 100)


def test_goes_on_the_record_once_an_hour() -> None:
    """The first use, and then hour by hour."""
    assert used(key(), NOW)
    assert not used(key(used_at_s=NOW), NOW + 3599)
    assert used(key(used_at_s=NOW), NOW + 3600)


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\x00b"])
def test_a_name_is_something_to_read(name: str) -> None:
    """It stands in the record."""
    with pytest.raises(InvalidRequest):
        normalised_name(name)


def test_names_are_compared_as_people_read_them() -> None:
    """Case and spacing do not make another key."""
    assert normalised_name(" County  GIS ") == normalised_name("county gis")


@pytest.mark.parametrize("days", [0, -1, 401])
def test_nobody_holds_a_key_for_ever(days: float) -> None:
    """A year and a bit at most."""
    with pytest.raises(InvalidRequest):
        require_lifetime(days * 86400)
