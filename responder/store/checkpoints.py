"""Signs how the audit trail ends, again and again, after checking that it is still the trail it was."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Iterable
from typing import cast

import msgspec
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from responder.access import checkpoint as core
from responder.access.chain import ChainHead
from responder.access.checkpoint import Checkpoint
from responder.access.trail import FORMAT, CheckpointLine, Entry, TrailHeader, write_line
from responder.access.verification import Verdict, Verification
from responder.store.audit import Audit
from responder.store.connection import Store
from responder.store.errors import StoreUnavailable

log = structlog.get_logger(__name__)

# What somebody with full access to the store could rewrite unnoticed is at most this old.
_EVERY_S = 600.0


class _Numbered(Struct, frozen=True, kw_only=True):
    """All that is wanted of a record here."""

    sequence: int


class Checkpoints:
    """Makes and reads checkpoints. `start` and `stop` run a `sign` now and then.

    Everything raises StoreUnavailable when Redis is away.
    """

    def __init__(self, store: Store, audit: Audit, key: Ed25519PrivateKey) -> None:
        self._store = store
        self._audit = audit
        self._key = key
        self._list = store.key("audit", "checkpoints")
        self._verifying = asyncio.Lock()
        self._signer: asyncio.Task[None] | None = None

    @property
    def public_key(self) -> bytes:
        """What verifies them: 32 bytes, raw. To be published where the store cannot reach."""
        return core.public_bytes(self._key)

    async def start(self) -> None:
        self._signer = asyncio.create_task(self._sign_forever(), name="audit signer")

    async def stop(self) -> None:
        if self._signer is not None:
            self._signer.cancel()
            await asyncio.gather(self._signer, return_exceptions=True)

    async def sign(self) -> Verdict:
        """Checks what was recorded since the last checkpoint and, when it is sound, signs the end of it.

        Findings are logged as `audit_chain_broken`, and nothing is signed over them.
        """
        verdict = await self._verify_since(await self._fetch(last=1))
        if not verdict.is_sound:
            log.critical("audit_chain_broken", findings=[str(finding) for finding in verdict.findings])
        elif verdict.signed_sequence < verdict.end.sequence:
            await self._append(core.sign(verdict.end, self._key, self._store.now()))
        return verdict

    async def verify(self) -> Verdict:
        """Checks the whole trail against all checkpoints; who asks meanwhile waits for the turn.

        A year's trail takes minutes, in a thread of its own, page by page: video goes on.
        """
        async with self._verifying:
            known_end, checkpoints = await self._audit.end(), await self.all()
            verification = Verification(checkpoints, self.public_key, known_end=known_end)
            async for page in self._audit.pages():
                await asyncio.to_thread(_take, verification, page)
            return verification.verdict()

    async def all(self) -> list[Checkpoint]:
        """Every checkpoint, oldest first."""
        return await self._fetch()

    async def _fetch(self, *, last: int = 0) -> list[Checkpoint]:
        """The last so many, all for 0."""
        raw = await self._store.patiently(
            lambda: cast("Awaitable[list[bytes]]", self._store.redis.lrange(self._list, -last, -1))
        )
        return [msgspec.json.decode(data, type=Checkpoint) for data in raw]

    async def export(self) -> AsyncGenerator[bytes, None]:
        """The whole trail as the lines of a file, see `access.trail`, signed up to its end first."""
        await self.sign()
        waiting = deque(await self.all())
        yield write_line(TrailHeader(format=FORMAT, public_key=self.public_key.hex()))
        async for entry in self._audit.entries():
            sequence = _sequence(entry)
            while waiting and waiting[0].claim.sequence < sequence:
                yield write_line(CheckpointLine(checkpoint=waiting.popleft()))
            yield write_line(entry)
        for checkpoint in waiting:
            yield write_line(CheckpointLine(checkpoint=checkpoint))

    async def _verify_since(self, last: list[Checkpoint]) -> Verdict:
        """What was recorded behind the last checkpoint, or all when there is none."""
        known_end = await self._audit.end()
        behind = _head(last[0]) if last and core.is_genuine(last[0], self.public_key) else None
        verification = Verification(last, self.public_key, known_end=known_end, behind=behind)
        after = behind.sequence if behind else 0
        async for page in self._audit.pages(since_s=behind.recorded_at_s if behind else 0.0):
            await asyncio.to_thread(_take, verification, page, after)
        return verification.verdict()

    async def _append(self, checkpoint: Checkpoint) -> None:
        data = msgspec.json.encode(checkpoint)
        await self._store.patiently(lambda: self._store.redis.rpush(self._list, data))
        # The log usually leaves the machine: a witness that whoever owns the machine cannot change.
        log.info(
            "audit_checkpoint",
            sequence=checkpoint.claim.sequence,
            hash=checkpoint.claim.hash,
            signature=checkpoint.signature,
        )

    async def _sign_forever(self) -> None:
        while True:
            try:
                await self.sign()
            except StoreUnavailable:
                log.warning("audit_signing_waits_for_store")
            await asyncio.sleep(_EVERY_S)


def _take(verification: Verification, page: Iterable[Entry], after: int = 0) -> None:
    """Those of the page behind record `after`; with 0 all, whatever their numbers."""
    for entry in page:
        if not after or _sequence(entry) > after:
            verification.take(entry)


def _sequence(entry: Entry) -> int:
    """Of an entry whose text may be damaged; then 0, and `verify` says so."""
    try:
        return msgspec.json.decode(entry.record, type=_Numbered).sequence
    except (msgspec.DecodeError, UnicodeDecodeError):
        return 0


def _head(checkpoint: Checkpoint) -> ChainHead:
    claim = checkpoint.claim
    return ChainHead(sequence=claim.sequence, hash=claim.hash, recorded_at_s=claim.recorded_at_s)
