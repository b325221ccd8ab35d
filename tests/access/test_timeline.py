"""A timeline tells an incident in order, to the district all of it, to a unit what concerns it."""

from responder.access.audit import Actor, AuditEvent, AuditKind, Source
from responder.access.marker import Author, Marker, MarkerKind
from responder.access.permit import Permit
from responder.access.timeline import Moment, TimelineKind, timeline

ANN = Actor(identity="ann", source=Source.CONSOLE)
PHONE = Actor(identity="Police", source=Source.LINK, device_id="d1")
AGENCIES = {"l1": "Police", "l2": "Fire"}
INSIDE = Marker(
    marker_id="m1",
    kind=MarkerKind.SUSPECT,
    longitude=-83.0,
    latitude=40.0,
    author=Author(device_id="d1", agency="Police"),
    placed_at_s=5.0,
    building_id="gym",
    level_id="gym-1",
)


def event(
    kind: AuditKind,
    at_s: float,
    actor: Actor = ANN,
    *,
    link_id: str | None = None,
    device_id: str | None = None,
    detail: str = "",
    marker: Marker | None = None,
    outcome: str = "done",
) -> AuditEvent:
    return AuditEvent(
        kind=kind,
        at_s=at_s,
        actor=actor,
        incident_id="i1",
        link_id=link_id,
        device_id=device_id,
        detail=detail,
        marker=marker,
        outcome=outcome,
    )


EVENTS = [
    event(AuditKind.INCIDENT_OPENED, 1.0, detail="police: Intruder"),
    event(AuditKind.LINK_ISSUED, 2.0, link_id="l1", detail="Police, until 2027"),
    event(AuditKind.LINK_REDEEMED, 3.0, PHONE, link_id="l1", device_id="d1", detail="Safari on iPhone"),
    event(AuditKind.VIEW_STARTED, 3.5, PHONE, link_id="l1", device_id="d1"),
    event(AuditKind.LINK_REDEEMED, 4.0, PHONE, link_id="l1", device_id="d1", detail="Safari on iPhone"),
    event(AuditKind.MARKER_PLACED, 5.0, PHONE, link_id="l1", device_id="d1", marker=INSIDE),
    event(AuditKind.LINK_REVOKED, 6.0, link_id="l2"),
    event(AuditKind.INCIDENT_CLOSED, 7.0, detail="police: Intruder"),
]


def permit(*buildings: str, link_id: str | None = "l1") -> Permit:
    return Permit(
        device_id="d1",
        link_id=link_id,
        incident_id="i1",
        agency="Police",
        building_ids=frozenset(buildings),
        valid_until_s=100.0,
    )


def test_the_district_reads_everything_but_views() -> None:
    """Each once, in order: a phone that opens its link again has not joined again."""
    assert timeline(EVENTS, AGENCIES) == [
        Moment(kind=TimelineKind.OPENED, at_s=1.0, person="ann", detail="Intruder"),
        Moment(kind=TimelineKind.LINK_SHARED, at_s=2.0, agency="Police", person="ann"),
        Moment(kind=TimelineKind.DEVICE_JOINED, at_s=3.0, agency="Police", detail="Safari on iPhone"),
        Moment(kind=TimelineKind.MARKER_PLACED, at_s=5.0, agency="Police", marker=INSIDE),
        Moment(kind=TimelineKind.LINK_REVOKED, at_s=6.0, agency="Fire", person="ann"),
        Moment(kind=TimelineKind.CLOSED, at_s=7.0, person="ann"),
    ]


def test_a_unit_reads_what_concerns_it() -> None:
    """Not who holds which link, nor who of the district did what."""
    assert timeline(EVENTS, AGENCIES, permit("gym")) == [
        Moment(kind=TimelineKind.OPENED, at_s=1.0, detail="Intruder"),
        Moment(kind=TimelineKind.MARKER_PLACED, at_s=5.0, agency="Police", marker=INSIDE),
        Moment(kind=TimelineKind.CLOSED, at_s=7.0),
    ]


def test_a_unit_does_not_read_of_other_buildings() -> None:
    """A marker inside a building that its link does not open."""
    kinds = [it.kind for it in timeline(EVENTS, AGENCIES, permit("main"))]
    assert kinds == [TimelineKind.OPENED, TimelineKind.CLOSED]


def test_staff_in_the_incident_reads_as_the_district() -> None:
    """A permit without a link is one of the district."""
    staff = permit("gym", link_id=None)
    assert timeline(EVENTS, AGENCIES, staff) == timeline(EVENTS, AGENCIES)


def test_a_panic_button_is_an_alarm() -> None:
    """It opened the incident, and no person did; what was refused did not happen."""
    button = Actor(identity="panic button", source=Source.WEBHOOK)
    refused = event(AuditKind.LINK_ISSUED, 2.0, outcome="agreement-broken")
    opened = event(AuditKind.INCIDENT_OPENED, 1.0, button, detail="lockdown: Button 7")
    (moment,) = timeline([opened, refused], {})
    assert (moment.kind, moment.person) == (TimelineKind.ALARM_RAISED, "panic button")
    (told,) = timeline([opened, refused], {}, permit("gym"))
    assert (told.kind, told.person, told.detail) == (TimelineKind.ALARM_RAISED, None, "Button 7")


def test_a_further_alert_is_for_units_and_a_change_of_hands_for_the_district() -> None:
    """The one says where it burns, the other names people."""
    detector = Actor(identity="detector: smoke 3", source=Source.WEBHOOK)
    events = [
        event(AuditKind.ALERT_REPEATED, 1.0, detector, detail="Smoke in 107"),
        event(AuditKind.INCIDENT_TRANSFERRED, 2.0, detail="from ann to bob"),
    ]
    assert [it.detail for it in timeline(events, {})] == ["Smoke in 107", "from ann to bob"]
    assert [it.detail for it in timeline(events, {}, permit("gym"))] == ["Smoke in 107"]
