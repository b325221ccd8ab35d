"""The audit trail is a chain in which every record depends on all before it."""

import hashlib

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from responder.access.audit import Actor, AuditEvent, AuditKind, Source
from responder.access.chain import GENESIS, AuditRecord, append, canonical

EVENT = AuditEvent(
    kind=AuditKind.LINK_ISSUED, at_s=100.0, actor=Actor(identity="ann", source=Source.CONSOLE), link_id="l1"
)


def test_begins_at_one_behind_a_hash_of_zeros() -> None:
    """The first record's predecessor is known to everybody."""
    record, head = append(EVENT, GENESIS, 100.0)
    assert (record.sequence, record.previous_hash) == (1, "0" * 64)
    assert head.sequence == 1


def test_hashes_the_canonical_text_so_that_anybody_can() -> None:
    """`sha256sum` of the record's text is its hash: no code of ours is needed to check it."""
    record, head = append(EVENT, GENESIS, 100.0)
    assert head.hash == hashlib.sha256(canonical(record)).hexdigest()


def test_puts_each_hash_into_the_next_record() -> None:
    """The second record names the first."""
    _, first = append(EVENT, GENESIS, 100.0)
    record, second = append(EVENT, first, 101.0)
    assert (record.sequence, record.previous_hash) == (2, first.hash)
    assert second.hash != first.hash


@given(times_s=st.lists(st.floats(0.0, 2e9), min_size=1, max_size=20))
def test_never_runs_backwards_in_time(times_s: list[float]) -> None:
    """A clock that is set back does not put a record before its predecessor."""
    head, recorded_at_s = GENESIS, []
    for now in times_s:
        record, head = append(EVENT, head, now)
        recorded_at_s.append(record.recorded_at_s)
    assert recorded_at_s == sorted(recorded_at_s)


@given(
    detail=st.text(max_size=50),
    at_s=st.floats(0, 4e9),
    building_ids=st.lists(st.text(max_size=8), max_size=3),
)
def test_has_one_text_for_each_record(detail: str, at_s: float, building_ids: list[str]) -> None:
    """Reading a record back and writing it again gives the same bytes, and so the same hash."""
    event = AuditEvent(
        kind=AuditKind.VIEW_STOPPED,
        at_s=at_s,
        actor=EVENT.actor,
        building_ids=tuple(building_ids),
        detail=detail,
    )
    record, _ = append(event, GENESIS, at_s)
    assert canonical(msgspec.json.decode(canonical(record), type=AuditRecord)) == canonical(record)
