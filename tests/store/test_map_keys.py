"""Keys for desktop GIS are recognised, revoked and on the record; nothing that is kept opens anything."""

import pytest

from responder.access.audit import AuditKind, AuditQuery, Source
from responder.access.errors import AlreadyExists, NotFound, NotSignedIn
from responder.access.map_key import MapKey
from responder.store.audit import Audit
from responder.store.connection import Store
from responder.store.map_keys import MapKeys
from tests.store.conftest import OFFICER, Clock, kinds_of
from tests.store.test_secrecy import everything_in

DAY_S = 86400.0


@pytest.fixture
def keys(store: Store) -> MapKeys:
    return MapKeys(store)


async def issue(keys: MapKeys, name: str = "County GIS") -> tuple[MapKey, str]:
    return await keys.issue(name, building_ids=["gym"], lifetime_s=DAY_S, actor=OFFICER)


async def test_opens_until_it_is_revoked(keys: MapKeys, audit: Audit) -> None:
    """And its name is free again, but the old key stays dead."""
    key, secret = await issue(keys)
    assert (await keys.by_secret(secret, "192.0.2.7")).key_id == key.key_id
    assert (await keys.revoke(" county gis ", actor=OFFICER)).key_id == key.key_id
    again, _ = await issue(keys)
    assert again.key_id != key.key_id
    with pytest.raises(NotSignedIn):
        await keys.by_secret(secret, "192.0.2.7")
    assert await keys.list_all() == [again]
    assert await kinds_of(audit) == [
        AuditKind.MAP_KEY_ISSUED,
        AuditKind.MAP_KEY_USED,
        AuditKind.MAP_KEY_REVOKED,
        AuditKind.MAP_KEY_ISSUED,
    ]


async def test_opens_until_it_expires(keys: MapKeys, clock: Clock) -> None:
    """By the site's clock, whatever Redis thinks; it stays in the list until somebody removes it."""
    _, secret = await issue(keys)
    clock.now += DAY_S
    with pytest.raises(NotSignedIn):
        await keys.by_secret(secret, "192.0.2.7")
    assert [it.name for it in await keys.list_all()] == ["County GIS"]


async def test_its_use_is_recorded_once_an_hour(keys: MapKeys, audit: Audit, clock: Clock) -> None:
    """By name, with the address it came from."""
    key, secret = await issue(keys)
    for _ in range(3):
        await keys.by_secret(secret, "192.0.2.7")
    clock.now += 3600
    await keys.by_secret(secret, "192.0.2.8")
    query = AuditQuery(kinds=frozenset({AuditKind.MAP_KEY_USED}))
    events = [record.event async for record in audit.read(query)]
    assert [it.actor.address for it in events] == ["192.0.2.7", "192.0.2.8"]
    assert {(it.actor.identity, it.actor.source) for it in events} == {("County GIS", Source.MAP_KEY)}
    assert {it.device_id for it in events} == {key.key_id}


async def test_a_name_is_given_once(keys: MapKeys) -> None:
    """Two parties do not share one; what nobody holds cannot be revoked."""
    await issue(keys)
    with pytest.raises(AlreadyExists):
        await issue(keys, " COUNTY  gis")
    with pytest.raises(NotFound):
        await keys.revoke("Somebody else", actor=OFFICER)


async def test_a_stranger_has_none(keys: MapKeys) -> None:
    """Nor does the key's id open anything."""
    key, _ = await issue(keys)
    for secret in ("", "x" * 43, key.key_id):
        with pytest.raises(NotSignedIn):
            await keys.by_secret(secret, "192.0.2.7")


async def test_keeps_nothing_that_opens_a_door(keys: MapKeys, store: Store) -> None:
    """Whoever copies the store cannot read the map with it."""
    _, secret = await issue(keys)
    assert secret not in await everything_in(store)
