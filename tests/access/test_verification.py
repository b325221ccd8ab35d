"""No change, loss, swap, insertion or shortening of the trail goes unnoticed."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from responder.access.audit import Actor, AuditEvent, AuditKind, Source
from responder.access.chain import GENESIS, ChainHead, append, canonical
from responder.access.checkpoint import Checkpoint, public_bytes, sign
from responder.access.trail import Entry
from responder.access.verification import MAX_FINDINGS, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = public_bytes(KEY)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
LENGTH = 12


def build(length: int = LENGTH) -> tuple[list[Entry], list[ChainHead]]:
    """A trail, and its head after every record."""
    entries, heads, head = [], [], GENESIS
    for number in range(length):
        event = AuditEvent(
            kind=AuditKind.VIEW_STARTED,
            at_s=float(number),
            actor=Actor(identity="Maple Police", source=Source.LINK),
            camera_id=f"c{number}",
        )
        record, head = append(event, head, float(number))
        entries.append(Entry(hash=head.hash, record=Raw(canonical(record))))
        heads.append(head)
    return entries, heads


ENTRIES, HEADS = build()
CHECKPOINTS = [sign(HEADS[5], KEY, 6.0), sign(HEADS[-1], KEY, 12.0)]


def problems(entries: list[Entry], checkpoints: list[Checkpoint] = CHECKPOINTS) -> list[str]:
    return [finding.problem for finding in verify(entries, checkpoints, PUBLIC).findings]


def tampered(entry: Entry) -> Entry:
    """Another camera in the text, and the hash that fits the new text."""
    text = bytes(entry.record).replace(b'"camera_id":"c', b'"camera_id":"x')
    return Entry(hash=hashlib.sha256(text).hexdigest(), record=Raw(text))


def test_a_whole_trail_is_sound() -> None:
    """Untouched, it has no findings and says how far it is signed."""
    verdict = verify(ENTRIES, CHECKPOINTS, PUBLIC)
    assert verdict.is_sound
    assert (verdict.record_count, verdict.checkpoint_count, verdict.signed_sequence) == (LENGTH, 2, LENGTH)
    assert verdict.end == HEADS[-1]


def test_an_empty_trail_is_sound_until_somebody_saw_records() -> None:
    """Nothing recorded is nothing lost, unless it was there before."""
    assert verify([], [], PUBLIC).is_sound
    assert problems([]) == ["the trail once went on to record 12"]
    assert not verify([], [], PUBLIC, known_end=HEADS[0]).is_sound


@given(index=st.integers(0, LENGTH - 1))
def test_a_changed_record_is_found(index: int) -> None:
    """Changing a text breaks its hash; changing the hash too breaks the next record or the checkpoint."""
    text = Raw(bytes(ENTRIES[index].record).replace(b"Maple", b"Oaken"))
    changed = [*ENTRIES[:index], Entry(hash=ENTRIES[index].hash, record=text), *ENTRIES[index + 1 :]]
    assert problems(changed)
    assert problems([*ENTRIES[:index], tampered(ENTRIES[index]), *ENTRIES[index + 1 :]])


@given(index=st.integers(0, LENGTH - 1))
def test_a_missing_record_is_found(index: int) -> None:
    """At the beginning, in the middle and at the end."""
    assert problems([*ENTRIES[:index], *ENTRIES[index + 1 :]])


@given(first=st.integers(0, LENGTH - 1), second=st.integers(0, LENGTH - 1))
def test_records_in_another_order_are_found(first: int, second: int) -> None:
    """Swapping two records is noticed; swapping one with itself is not a change."""
    swapped = list(ENTRIES)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    assert bool(problems(swapped)) == (first != second)


@given(index=st.integers(0, LENGTH))
def test_an_inserted_record_is_found(index: int) -> None:
    """A record from elsewhere fits nowhere."""
    foreign = tampered(ENTRIES[3])
    assert problems([*ENTRIES[:index], foreign, *ENTRIES[index:]])


@given(index=st.integers(0, LENGTH - 1))
def test_a_rewritten_rest_is_found_by_the_checkpoint_behind_it(index: int) -> None:
    """Somebody with all the code but without the key rewrites history from one record on, hashes and all."""
    head = HEADS[index - 1] if index else GENESIS
    rewritten = list(ENTRIES[:index])
    for number in range(index, LENGTH):
        event = AuditEvent(
            kind=AuditKind.VIEW_STARTED,
            at_s=float(number),
            actor=Actor(identity="nobody", source=Source.LINK),
        )
        record, head = append(event, head, float(number))
        rewritten.append(Entry(hash=head.hash, record=Raw(canonical(record))))
    assert "a checkpoint claims another hash" in problems(rewritten)
    forged = sign(head, OTHER_KEY, 12.0)
    assert "a checkpoint is not signed with this key" in problems(rewritten, [forged])


@given(length=st.integers(0, LENGTH - 1))
def test_a_shortened_trail_is_found_by_the_checkpoint_that_went_further(length: int) -> None:
    """Cutting off the end does not break the chain, but the signature remembers it."""
    assert problems(ENTRIES[:length]) == [f"the trail once went on to record {LENGTH}"]


@given(start=st.integers(1, LENGTH - 1))
def test_a_trail_may_begin_only_behind_a_signed_record(start: int) -> None:
    """Old records may be archived up to a checkpoint, and nowhere else."""
    assert bool(problems(ENTRIES[start:])) == (start != 6)


def test_says_how_far_it_is_signed() -> None:
    """Records behind the last checkpoint are chained but not yet signed."""
    verdict = verify(ENTRIES, CHECKPOINTS[:1], PUBLIC)
    assert verdict.is_sound
    assert verdict.signed_sequence == 6


def test_noise_is_found_and_not_complained_about_for_ever() -> None:
    """A file of noise gives a bounded list of findings."""
    noise = [Entry(hash="", record=Raw(b"{}"))] * (MAX_FINDINGS * 3)
    verdict = verify(noise, [], PUBLIC)
    assert len(verdict.findings) == MAX_FINDINGS
    assert verdict.record_count == MAX_FINDINGS * 3


@pytest.mark.parametrize("known_end", [HEADS[3], HEADS[-1]])
def test_reaches_where_it_was_seen_to_end(known_end: ChainHead) -> None:
    """The end that a caller saw before is on the way."""
    assert verify(ENTRIES, [], PUBLIC, known_end=known_end).is_sound
