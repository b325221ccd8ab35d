"""The audit trail's hash chain: every record carries the hash of the one before it.

A record's hash is the SHA-256 of its canonical JSON text, which contains `previous_hash`; to change, drop or
move a record therefore breaks every later one.
"""

import hashlib

import msgspec
from msgspec import Struct

from responder.access.audit import AuditEvent


class ChainHead(Struct, frozen=True, kw_only=True):
    """The last record's sequence number (from 1, gapless), hash (hex SHA-256) and time (Unix seconds)."""

    sequence: int
    hash: str
    recorded_at_s: float


GENESIS = ChainHead(sequence=0, hash="0" * 64, recorded_at_s=0.0)


class AuditRecord(Struct, frozen=True, kw_only=True):
    """An event in its place in the chain; `recorded_at_s`, Unix seconds, never runs backwards along it."""

    sequence: int
    previous_hash: str
    recorded_at_s: float
    event: AuditEvent


def canonical(record: AuditRecord) -> bytes:
    """The record's one JSON text: compact, UTF-8, fields in the order of their declaration."""
    return msgspec.json.encode(record, order="deterministic")


def append(event: AuditEvent, head: ChainHead, now: float) -> tuple[AuditRecord, ChainHead]:
    """The event's record behind `head`, and the head that this record is."""
    record = AuditRecord(
        sequence=head.sequence + 1,
        previous_hash=head.hash,
        recorded_at_s=max(now, head.recorded_at_s),
        event=event,
    )
    digest = hashlib.sha256(canonical(record)).hexdigest()
    return record, ChainHead(sequence=record.sequence, hash=digest, recorded_at_s=record.recorded_at_s)
