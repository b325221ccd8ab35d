"""What a viewer is told of a marker: the district's names stay in the district."""

import pytest

from responder.access.marker import Author, Marker, MarkerKind
from responder.access.permit import Permit
from responder.live.marker_views import marker_view, marker_views

POLICE = Author(device_id="phone", agency="Police", person="lee")
FIRE = Author(device_id="engine", agency="Fire")
ANN = Author(device_id="console", person="ann")


def marker(author: Author, building_id: str | None = None, withdrawn_at_s: float | None = None) -> Marker:
    return Marker(
        marker_id="m1",
        kind=MarkerKind.STAGING,
        longitude=-83.0,
        latitude=40.0,
        author=author,
        placed_at_s=2.5,
        building_id=building_id,
        withdrawn_at_s=withdrawn_at_s,
    )


@pytest.mark.parametrize(
    ("author", "viewer", "person"),
    [(POLICE, FIRE, "lee"), (ANN, FIRE, None), (ANN, ANN, "ann"), (FIRE, POLICE, None)],
)
def test_who_is_told_by_name(author: Author, viewer: Author, person: str | None) -> None:
    """Units know each other by name, the school by being the school."""
    assert marker_view(marker(author), viewer).person == person


def test_a_view_says_what_this_device_may_do() -> None:
    """Its own marker is its own; one that was withdrawn cannot be withdrawn."""
    own = marker_view(marker(POLICE), POLICE)
    assert (own.is_own, own.may_withdraw, own.placed_at_ms) == (True, True, 2500)
    others = marker_view(marker(POLICE), FIRE)
    assert (others.is_own, others.may_withdraw) == (False, False)
    assert not marker_view(marker(POLICE, withdrawn_at_s=3.0), POLICE).may_withdraw


def test_a_permit_is_told_of_its_buildings() -> None:
    """And of what is outside."""
    permit = Permit(
        device_id="engine",
        link_id="l1",
        incident_id="i1",
        agency="Fire",
        building_ids=frozenset({"gym"}),
        valid_until_s=100.0,
    )
    markers = [marker(POLICE, "gym"), marker(POLICE, "main"), marker(POLICE)]
    assert [it.building_id for it in marker_views(markers, permit)] == ["gym", None]
