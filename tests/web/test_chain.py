"""The state of the record over HTTP: whole, or broken and where."""

import httpx
import msgspec
import pytest

from responder.access.account import Role
from responder.store.transaction import HASH_FIELD, RECORD_FIELD, trail_key

from .service import Service, share, signed_in_as

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_whole_chain_says_so(service: Service, officer: httpx.AsyncClient) -> None:
    """With the number of its records, all of which were looked at."""
    await share(officer, "high-school")
    auditor = await signed_in_as(service, Role.AUDITOR)
    state = (await auditor.get("/api/audit/chain")).json()
    assert (state["is_sound"], state["findings"]) == (True, [])
    assert 0 < state["record_count"] <= state["end_sequence"]


async def test_a_changed_record_breaks_the_chain(service: Service, officer: httpx.AsyncClient) -> None:
    """Somebody with the store in hand adds a record that was never decided; the answer names it."""
    await share(officer, "high-school")
    auditor, store = await signed_in_as(service, Role.AUDITOR), service.site.store
    *_, last = [entry async for entry in service.site.audit.entries()]
    forged = msgspec.json.decode(last.record)
    forged["event"]["detail"] = "nothing happened"
    entry_id = await store.redis.xadd(
        trail_key(store), {RECORD_FIELD: msgspec.json.encode(forged), HASH_FIELD: last.hash}
    )
    try:
        state = (await auditor.get("/api/audit/chain")).json()
    finally:
        await store.redis.xdel(trail_key(store), entry_id)
    assert state["is_sound"] is False
    assert forged["sequence"] in [it["sequence"] for it in state["findings"]]


async def test_ids_have_names(service: Service) -> None:
    """An auditor who sees no camera still reads what it is called."""
    auditor = await signed_in_as(service, Role.AUDITOR)
    names = (await auditor.get("/api/audit/names")).json()
    assert {"id": "main-lobby", "name": "Main lobby"} in names["cameras"]
    assert "high-school" in [it["id"] for it in names["buildings"]]
