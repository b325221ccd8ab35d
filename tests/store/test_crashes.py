"""Service and Redis are killed at random moments, and everything acknowledged is there, in a sound chain.

`CRASHES=200 python -m pytest tests/store/test_crashes.py` does it two hundred times.
"""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from responder.access.audit import AuditKind, AuditQuery
from responder.store.audit import Audit
from responder.store.checkpoints import Checkpoints
from responder.store.connection import Store
from responder.store.links import Links
from responder.store.redis_socket import listener
from responder.store.secret import load_signing_key
from tests.store.conftest import opened, running, until

CRASHES = int(os.environ.get("CRASHES", "6"))


class Witness:
    """What services said: lines such as `acknowledged redeemed LINK DEVICE`."""

    def __init__(self) -> None:
        self.said: set[tuple[str, ...]] = set()

    async def listen(self, output: asyncio.StreamReader) -> None:
        """Until the service is dead; a line cut off by its death was not said."""
        async for line in output:
            words = line.decode().split()
            if line.endswith(b"\n") and words[0] == "acknowledged":
                self.said.add(tuple(words[1:]))


@asynccontextmanager
async def service(data_dir: Path, witness: Witness) -> AsyncIterator[asyncio.subprocess.Process]:
    """A service at work, which is dead afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.store.crashing_service", str(data_dir), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    listening = asyncio.create_task(witness.listen(process.stdout))
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await listening


async def crash_often(data_dir: Path, witness: Witness, rng: random.Random) -> None:
    """Kills Redis under a working service once or twice, then the service; and again."""
    crashes = 0
    while crashes < CRASHES:
        async with service(data_dir, witness):
            for _ in range(rng.randint(1, 2)):
                enough = len(witness.said) + 3
                await until(lambda enough=enough: len(witness.said) >= enough)  # type: ignore[misc] # bound now
                await asyncio.sleep(rng.uniform(0.0, 0.05))
                await kill_redis(data_dir)
                crashes += 1
        crashes += 1


async def kill_redis(data_dir: Path) -> None:
    """Whoever listens, as soon as somebody does."""
    path = data_dir / "redis" / "redis.sock"
    await until(lambda: listener(path) is not None)
    process_id = listener(path)
    assert process_id is not None
    os.kill(process_id, signal.SIGKILL)


async def test_nothing_acknowledged_is_ever_lost(tmp_path: Path) -> None:
    """Every link, device and revocation is in state and record, and two tries of a tap are one device."""
    witness = Witness()
    await crash_often(tmp_path, witness, random.Random(7))
    assert len(witness.said) > CRASHES
    async with running(tmp_path) as server, opened(server, tmp_path) as store:
        for kind, link_id, *device in witness.said:
            link = await Links(store).get(link_id)
            assert set(device) <= set(link.device_ids)
            assert len(link.device_ids) <= 1
            assert kind != "revoked" or link.revoked_at_s is not None
        await check_record(store, witness, tmp_path)


async def check_record(store: Store, witness: Witness, data_dir: Path) -> None:
    """Every acknowledged act is in the trail, once; what was done but not said may be there as well, once."""
    audit = Audit(store)
    names = {
        AuditKind.LINK_ISSUED: "issued",
        AuditKind.LINK_REDEEMED: "redeemed",
        AuditKind.LINK_REVOKED: "revoked",
    }
    recorded = Counter(
        [
            (names[record.event.kind], record.event.link_id)
            async for record in audit.read(AuditQuery(kinds=frozenset(names)))
        ]
    )
    assert {(words[0], words[1]) for words in witness.said} <= set(recorded)
    assert set(recorded.values()) == {1}
    assert (await Checkpoints(store, audit, load_signing_key(data_dir)).verify()).is_sound
