"""Audit events say what, when, where, by whom, and never a secret."""

import pytest

from responder.access.audit import Actor, AuditEvent, AuditKind, AuditQuery, Source

EVENT = AuditEvent(
    kind=AuditKind.VIEW_STARTED,
    at_s=100.0,
    actor=Actor(identity="Maple Police", source=Source.LINK, device_id="d1", address="192.0.2.1"),
    incident_id="i1",
    link_id="l1",
    camera_id="c1",
)


@pytest.mark.parametrize(
    "query",
    [
        AuditQuery(),
        AuditQuery(since_s=100.0, until_s=100.1),
        AuditQuery(kinds=frozenset({AuditKind.VIEW_STARTED, AuditKind.VIEW_STOPPED})),
        AuditQuery(incident_id="i1", link_id="l1", device_id="d1", camera_id="c1", identity="Maple Police"),
    ],
)
def test_is_found_by_what_it_says(query: AuditQuery) -> None:
    """Every field of a query that agrees finds the event."""
    assert query.matches(EVENT)


@pytest.mark.parametrize(
    "query",
    [
        AuditQuery(since_s=100.1),
        AuditQuery(until_s=100.0),
        AuditQuery(kinds=frozenset({AuditKind.LINK_ISSUED})),
        AuditQuery(incident_id="i2"),
        AuditQuery(incident_id="i1", camera_id="c2"),
        AuditQuery(device_id="d2"),
        AuditQuery(identity="ann"),
    ],
)
def test_is_not_found_by_what_it_does_not_say(query: AuditQuery) -> None:
    """One field that disagrees is enough."""
    assert not query.matches(EVENT)


def test_has_no_field_for_a_secret() -> None:
    """No event can carry a token, a password, a cookie or a camera's address by design."""
    fields = {*AuditEvent.__struct_fields__, *Actor.__struct_fields__}
    forbidden = ("token", "password", "secret", "cookie", "url", "hmac", "hash")
    assert not [field for field in fields if any(word in field for word in forbidden)]
