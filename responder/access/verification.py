"""Is this audit trail whole and unchanged? A pure answer over its entries and checkpoints, in one pass.

Rules
1. Every entry's hash is the SHA-256 of its text, and its text reads as a record.
2. Every record follows its predecessor: the next number, and the predecessor's hash inside.
3. A trail begins with record 1, or behind a genuine checkpoint of the record before its first.
4. Every checkpoint is genuine, and the record that it names has the hash that it claims.
5. No checkpoint names a record behind the end: the trail was not shortened.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from responder.access.chain import GENESIS, AuditRecord, ChainHead
from responder.access.checkpoint import Checkpoint, is_genuine
from responder.access.trail import Entry

# One tampered record is enough to reject a trail; a file of noise must not fill the memory with complaints.
MAX_FINDINGS = 100


class Finding(Struct, frozen=True, kw_only=True):
    """What is wrong, and at which record; when that cannot say, `sequence` is the number due there."""

    sequence: int
    problem: str


class Verdict(Struct, frozen=True, kw_only=True):
    """`end` is the last record, `signed_sequence` the last that a genuine checkpoint covers, or 0."""

    record_count: int
    checkpoint_count: int
    signed_sequence: int
    end: ChainHead
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        return not self.findings


def verify(
    entries: Iterable[Entry],
    checkpoints: Iterable[Checkpoint],
    public_key: bytes,
    *,
    known_end: ChainHead = GENESIS,
) -> Verdict:
    """What these entries, oldest first, are worth against these checkpoints and the key (32 bytes, raw).

    `known_end` is where the caller saw the trail end before it read the entries; they must reach it.
    """
    verification = Verification(checkpoints, public_key, known_end=known_end)
    for entry in entries:
        verification.take(entry)
    return verification.verdict()


class Verification:
    """The same for entries that come bit by bit: `take` each, then ask for the `verdict`."""

    def __init__(
        self,
        checkpoints: Iterable[Checkpoint],
        public_key: bytes,
        *,
        known_end: ChainHead = GENESIS,
        behind: ChainHead | None = None,
    ) -> None:
        """`behind` is a head already verified; the first entry must then follow it."""
        self._findings: list[Finding] = []
        self._claims: dict[int, set[str]] = defaultdict(set)
        self._end = behind
        self._record_count = 0
        self._checkpoint_count = 0
        for checkpoint in checkpoints:
            self._admit(checkpoint, public_key)
        self._signed_sequence = max(self._claims, default=0)
        if known_end != GENESIS:
            self._claims[known_end.sequence].add(known_end.hash)

    def take(self, entry: Entry) -> None:
        """The next entry of the trail."""
        self._record_count += 1
        text = bytes(entry.record)
        digest = hashlib.sha256(text).hexdigest()
        try:
            record = msgspec.json.decode(text, type=AuditRecord)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._find(self._expected_sequence, "the text is no audit record")
            return
        if digest != entry.hash:
            self._find(record.sequence, "the text does not have the hash that stands beside it")
        self._check_place(record)
        if self._claims.get(record.sequence, {digest}) != {digest}:
            self._find(record.sequence, "a checkpoint claims another hash")
        self._end = ChainHead(sequence=record.sequence, hash=digest, recorded_at_s=record.recorded_at_s)

    def verdict(self) -> Verdict:
        end = self._end or GENESIS
        last_claimed = max(self._claims, default=0)
        if last_claimed > end.sequence:
            self._find(end.sequence, f"the trail once went on to record {last_claimed}")
        return Verdict(
            record_count=self._record_count,
            checkpoint_count=self._checkpoint_count,
            signed_sequence=min(self._signed_sequence, end.sequence),
            end=end,
            findings=tuple(self._findings),
        )

    @property
    def _expected_sequence(self) -> int:
        return (self._end or GENESIS).sequence + 1

    def _admit(self, checkpoint: Checkpoint, public_key: bytes) -> None:
        claim = checkpoint.claim
        if not is_genuine(checkpoint, public_key):
            self._find(claim.sequence, "a checkpoint is not signed with this key")
            return
        self._checkpoint_count += 1
        self._claims[claim.sequence].add(claim.hash)

    def _check_place(self, record: AuditRecord) -> None:
        if self._end is None:
            self._check_beginning(record)
            return
        if record.sequence != self._expected_sequence:
            self._find(record.sequence, f"record {self._expected_sequence} should stand here")
        elif record.previous_hash != self._end.hash:
            self._find(record.sequence, "it does not follow the record before it")
        if record.recorded_at_s < self._end.recorded_at_s:
            self._find(record.sequence, "it was recorded before the record before it")

    def _check_beginning(self, record: AuditRecord) -> None:
        if record.sequence == 1 and record.previous_hash == GENESIS.hash:
            return
        if self._claims.get(record.sequence - 1) == {record.previous_hash}:
            return
        self._find(record.sequence, "the trail does not begin at record 1, nor behind a signed record")

    def _find(self, sequence: int, problem: str) -> None:
        if len(self._findings) < MAX_FINDINGS:
            self._findings.append(Finding(sequence=sequence, problem=problem))
