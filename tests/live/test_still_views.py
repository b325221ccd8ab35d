"""Who is shown still pictures is written down, from the first picture to some seconds after the last."""

import pytest

from responder.access.audit import Actor, AuditEvent, AuditKind, Source
from responder.access.permit import Permit
from responder.live.still_views import OVER_AFTER_S, StillViews
from responder.live.views import Shown
from responder.store.errors import AuditBacklogFull

GYM = Shown(camera_id="gym")
OFFICER = Actor(identity="Police", source=Source.LINK, device_id="phone")


def permit(device_id: str = "phone") -> Permit:
    """Of a link to the high school."""
    return Permit(
        device_id=device_id,
        link_id="link",
        incident_id="incident",
        agency="Police",
        building_ids=frozenset({"high-school"}),
        valid_until_s=10_000.0,
    )


class Book:
    """Keeps what is written down, until it is full."""

    def __init__(self) -> None:
        self.events: list[AuditEvent] = []
        self.is_full = False

    def enqueue(self, event: AuditEvent) -> None:
        if self.is_full and event.kind is AuditKind.VIEW_STARTED:
            raise AuditBacklogFull
        self.events.append(event)

    @property
    def lines(self) -> list[tuple[AuditKind, str | None, float]]:
        return [(event.kind, event.camera_id, event.at_s) for event in self.events]


def test_many_pictures_are_one_view() -> None:
    """It starts with the first picture and ends with the last, once the device has not asked for a while."""
    book = Book()
    views = StillViews(book)
    for second in range(5):
        views.shown(permit(), OFFICER, GYM, 100.0 + second)
        views.end_old(100.0 + second)
    assert views.cameras("phone") == ["gym"]
    views.end_old(104.0 + OVER_AFTER_S)
    assert views.cameras("phone") == ["gym"]
    views.end_old(104.1 + OVER_AFTER_S)
    assert views.cameras("phone") == []
    assert book.lines == [
        (AuditKind.VIEW_STARTED, "gym", 100.0),
        (AuditKind.VIEW_STOPPED, "gym", 104.0),
    ]
    assert {(event.link_id, event.device_id) for event in book.events} == {("link", "phone")}


def test_a_device_ends_alone() -> None:
    """When its access is over, its views end at once, and nobody else's."""
    book = Book()
    views = StillViews(book)
    views.shown(permit("one"), OFFICER, GYM, 1.0)
    views.shown(permit("other"), OFFICER, GYM, 1.0)
    views.end_device("one", 2.0)
    assert (views.cameras("one"), views.cameras("other")) == ([], ["gym"])
    views.end_all(3.0)
    assert [line[2] for line in book.lines] == [1.0, 1.0, 2.0, 3.0]


def test_what_cannot_be_written_down_is_not_shown() -> None:
    """A full record refuses the picture, and the view has not begun."""
    book = Book()
    views = StillViews(book)
    book.is_full = True
    with pytest.raises(AuditBacklogFull):
        views.shown(permit(), OFFICER, GYM, 1.0)
    assert views.cameras("phone") == []


def test_masks_that_come_begin_another_view() -> None:
    """The record says of each from when to when, and what was hidden."""
    book = Book()
    views = StillViews(book)
    views.shown(permit(), OFFICER, GYM, 1.0)
    views.shown(permit(), OFFICER, Shown(camera_id="gym", is_masked=True), 3.0)
    assert [(event.kind, event.is_masked, event.at_s) for event in book.events] == [
        (AuditKind.VIEW_STARTED, False, 1.0),
        (AuditKind.VIEW_STOPPED, False, 3.0),
        (AuditKind.VIEW_STARTED, True, 3.0),
    ]
