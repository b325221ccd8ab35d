"""Who was shown what, why, from when to when: read from the trail and nothing else."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from responder.access.audit import Actor, AuditEvent, AuditKind, Source
from responder.access.disclosure import Disclosure, DisclosureQuery, Ending, disclosures

POLICE = Actor(identity="Maple Police", source=Source.LINK, device_id="d1", address="192.0.2.1")
OFFICER = Actor(identity="ann", source=Source.CONSOLE)
OPENED = AuditEvent(
    kind=AuditKind.INCIDENT_OPENED, at_s=0.0, actor=OFFICER, incident_id="i1", detail="police: Intruder"
)
REDEEMED = AuditEvent(
    kind=AuditKind.LINK_REDEEMED,
    at_s=1.0,
    actor=POLICE,
    incident_id="i1",
    link_id="l1",
    device_id="d1",
    detail="Safari on iPhone",
)


def view(kind: AuditKind, at_s: float, *, device_id: str = "d1", camera_id: str = "c1") -> AuditEvent:
    return AuditEvent(
        kind=kind,
        at_s=at_s,
        actor=POLICE,
        incident_id="i1",
        link_id="l1",
        device_id=device_id,
        camera_id=camera_id,
    )


def started(at_s: float, *, device_id: str = "d1", camera_id: str = "c1") -> AuditEvent:
    return view(AuditKind.VIEW_STARTED, at_s, device_id=device_id, camera_id=camera_id)


def stopped(at_s: float, *, device_id: str = "d1", camera_id: str = "c1") -> AuditEvent:
    return view(AuditKind.VIEW_STOPPED, at_s, device_id=device_id, camera_id=camera_id)


def restarted(at_s: float) -> AuditEvent:
    return AuditEvent(
        kind=AuditKind.SERVICE_STARTED, at_s=at_s, actor=Actor(identity="responder", source=Source.SERVICE)
    )


def test_says_to_whom_why_and_from_when_to_when() -> None:
    """One view, with the threat of its incident and the device that redeemed."""
    assert disclosures([OPENED, REDEEMED, started(2.0), stopped(9.0)]) == [
        Disclosure(
            camera_id="c1",
            device_id="d1",
            device_label="Safari on iPhone",
            address="192.0.2.1",
            party="Maple Police",
            person="",
            source=Source.LINK,
            incident_id="i1",
            link_id="l1",
            threat="police: Intruder",
            opened_by="ann",
            started_at_s=2.0,
            ended_at_s=9.0,
            ending=Ending.STOPPED,
        )
    ]


def test_is_open_while_the_device_watches() -> None:
    """No end is written before it came."""
    (disclosure,) = disclosures([OPENED, REDEEMED, started(2.0)])
    assert (disclosure.ending, disclosure.ended_at_s) == (Ending.OPEN, None)


def test_lasts_until_the_last_session_of_the_device_ends() -> None:
    """Two windows on one phone are one disclosure."""
    (disclosure,) = disclosures([started(2.0), started(3.0), stopped(4.0), stopped(5.0)])
    assert (disclosure.started_at_s, disclosure.ended_at_s) == (2.0, 5.0)


def test_is_another_one_when_the_device_looks_again() -> None:
    """Each time from first to last frame stands by itself."""
    both = disclosures([started(2.0), stopped(3.0), started(4.0), stopped(5.0)])
    assert [(it.started_at_s, it.ended_at_s) for it in both] == [(2.0, 3.0), (4.0, 5.0)]


def test_ended_at_the_latest_when_the_service_started_again() -> None:
    """After a crash nobody knows the last frame, only that it was before."""
    (disclosure,) = disclosures([started(2.0), restarted(7.0)])
    assert (disclosure.ending, disclosure.ended_at_s) == (Ending.INTERRUPTED, 7.0)


def test_takes_the_true_end_from_another_node() -> None:
    """A node that starts beside one that serves does not end the other's views."""
    (disclosure,) = disclosures([started(2.0), restarted(3.0), stopped(9.0)])
    assert (disclosure.ending, disclosure.ended_at_s) == (Ending.STOPPED, 9.0)


def test_is_a_new_one_after_an_interruption() -> None:
    """The phone that comes back after a crash is shown the camera anew."""
    both = disclosures([started(2.0), restarted(7.0), started(8.0), stopped(9.0)])
    assert [(it.started_at_s, it.ended_at_s, it.ending) for it in both] == [
        (2.0, 7.0, Ending.INTERRUPTED),
        (8.0, 9.0, Ending.STOPPED),
    ]


def test_masked_pictures_are_a_disclosure_of_their_own() -> None:
    """It says so, and the same camera without masks does not end it."""
    masked = [replace(it, is_masked=True) for it in (started(3.0), stopped(6.0))]
    both = disclosures([started(2.0), masked[0], stopped(4.0), masked[1]])
    assert [(it.is_masked, it.started_at_s, it.ended_at_s) for it in both] == [
        (False, 2.0, 4.0),
        (True, 3.0, 6.0),
    ]


def test_an_end_without_a_beginning_is_no_disclosure() -> None:
    """The archive may begin in the middle of a view."""
    assert disclosures([stopped(2.0)]) == []


ONE = disclosures([OPENED, REDEEMED, started(10.0), stopped(20.0)])[0]
OPEN = disclosures([OPENED, REDEEMED, started(10.0)])[0]


def test_is_found_by_incident_person_camera_and_period() -> None:
    """A records officer asks for any of these."""
    for query in (
        DisclosureQuery(incident_id="i1", link_id="l1", device_id="d1", camera_id="c1", party="Maple Police"),
        DisclosureQuery(since_s=20.0),
        DisclosureQuery(since_s=12.0, until_s=13.0),
        DisclosureQuery(until_s=10.1),
    ):
        assert query.matches(ONE)
    for query in (
        DisclosureQuery(incident_id="i2"),
        DisclosureQuery(party="ann"),
        DisclosureQuery(since_s=20.1),
        DisclosureQuery(until_s=10.0),
    ):
        assert not query.matches(ONE)
    assert DisclosureQuery(since_s=1000.0).matches(OPEN)


DEVICES, CAMERAS = ("d1", "d2"), ("c1", "c2")


@given(
    steps=st.lists(st.tuples(st.sampled_from(DEVICES), st.sampled_from(CAMERAS), st.booleans()), max_size=40)
)
def test_counts_every_moment_of_watching_once(steps: list[tuple[str, str, bool]]) -> None:
    """Whatever starts and stops, the disclosed time is the time in which a session held the camera."""
    events, held, watched_s = [], dict.fromkeys(((d, c) for d in DEVICES for c in CAMERAS), 0), 0
    for at_s, (device_id, camera_id, starts) in enumerate(steps):
        watched_s += sum(1 for sessions in held.values() if sessions)
        if starts or held[device_id, camera_id]:
            make = started if starts else stopped
            events.append(make(float(at_s), device_id=device_id, camera_id=camera_id))
            held[device_id, camera_id] += 1 if starts else -1
    end_s = float(max(len(steps) - 1, 0))
    total_s = sum(
        (end_s if it.ended_at_s is None else it.ended_at_s) - it.started_at_s for it in disclosures(events)
    )
    assert total_s == watched_s
