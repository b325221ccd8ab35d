"""A marker says in the record what it is, where, and whether it was a drill's."""

import pytest

from responder.access.marker import Author, Marker, MarkerKind, describe

MARKER = Marker(
    marker_id="m1",
    kind=MarkerKind.CASUALTY,
    longitude=-83.0123456,
    latitude=40.1,
    author=Author(device_id="d1", agency="Fire"),
    placed_at_s=1.0,
    level_id="school-2",
    note="two adults",
)
OUTSIDE = Marker(
    marker_id="m2",
    kind=MarkerKind.STAGING,
    longitude=-83.0,
    latitude=40.1,
    author=Author(device_id="d1", person="ann"),
    placed_at_s=1.0,
    is_drill=True,
)


@pytest.mark.parametrize(
    ("marker", "phrase"),
    [
        (MARKER, "casualty at 40.100000, -83.012346, school-2: two adults"),
        (OUTSIDE, "drill: staging at 40.100000, -83.000000, outside"),
    ],
)
def test_is_one_phrase(marker: Marker, phrase: str) -> None:
    """What, where to a decimetre, on which level, and what the officer wrote."""
    assert describe(marker) == phrase
