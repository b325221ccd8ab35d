"""Keys for desktop GIS, kept: only an HMAC of each, under the name that it was given."""

from collections.abc import Collection

from msgspec.structs import replace

from responder.access import map_key as core
from responder.access.audit import Actor, AuditEvent, AuditKind, Source
from responder.access.errors import AlreadyExists, NotFound, NotSignedIn
from responder.access.map_key import MapKey
from responder.store.connection import Store
from responder.store.secret import Purpose, new_id, new_token
from responder.store.transaction import Transaction, transact


class MapKeys:
    """Issues, recognises and revokes. Everything raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index = store.key("map-keys")

    async def issue(
        self, name: str, *, building_ids: Collection[str] | None, lifetime_s: float, actor: Actor
    ) -> tuple[MapKey, str]:
        """The key's record, and the key itself, kept nowhere. Raises InvalidRequest or AlreadyExists."""
        core.require_lifetime(lifetime_s)
        now, secret = self._store.now(), new_token()
        key = MapKey(
            key_id=new_id(),
            name=" ".join(name.split()),
            building_ids=None if building_ids is None else frozenset(building_ids),
            issued_by=actor.identity,
            issued_at_s=now,
            expires_at_s=now + lifetime_s,
        )

        async def decide(transaction: Transaction) -> None:
            if await transaction.get(self._name_key(name), str) is not None:
                raise AlreadyExists("There is already a map key of that name.")
            transaction.put(self._name_key(name), key.key_id)
            transaction.put(self._secret_key(secret), key.key_id, lifetime_s=lifetime_s)
            transaction.put(self._key(key.key_id), key)
            transaction.index(self._index, {key.key_id: now})
            self._record(transaction, key, AuditKind.MAP_KEY_ISSUED, actor)

        await transact(self._store, decide)
        return key, secret

    async def by_secret(self, secret: str, address: str) -> MapKey:
        """Whose key this is; its use goes on the record once an hour. Raises NotSignedIn."""
        key_id = await self._store.read(self._secret_key(secret), str)
        key = None if key_id is None else await self._store.read(self._key(key_id), MapKey)
        if key is None:
            raise NotSignedIn
        core.require_current(key, self._store.now())
        if core.used(key, self._store.now()):
            await self._use(key, address)
        return key

    async def list_all(self) -> list[MapKey]:
        """All keys that were not revoked, expired ones too, in the order of their issue."""
        key_ids = await self._store.members(self._index)
        found = await self._store.read_many([self._key(it) for it in key_ids], MapKey)
        return [key for key in found if key is not None]

    async def revoke(self, name: str, *, actor: Actor) -> MapKey:
        """From the acknowledgement on it opens nothing. Raises NotFound or InvalidRequest."""

        async def decide(transaction: Transaction) -> MapKey:
            key_id = await transaction.get(self._name_key(name), str)
            key = None if key_id is None else await transaction.get(self._key(key_id), MapKey)
            if key is None:
                raise NotFound("There is no map key of that name.")
            transaction.forget(self._name_key(name))
            transaction.forget(self._key(key.key_id))
            transaction.unindex(self._index, key.key_id)
            self._record(transaction, key, AuditKind.MAP_KEY_REVOKED, actor)
            return key

        return await transact(self._store, decide)

    async def _use(self, key: MapKey, address: str) -> None:
        actor = Actor(identity=key.name, source=Source.MAP_KEY, device_id=key.key_id, address=address)

        async def decide(transaction: Transaction) -> None:
            current = await transaction.get(self._key(key.key_id), MapKey)
            if current is None:
                raise NotSignedIn
            if core.used(current, self._store.now()):
                transaction.put(self._key(key.key_id), replace(current, used_at_s=self._store.now()))
                self._record(transaction, key, AuditKind.MAP_KEY_USED, actor)

        await transact(self._store, decide)

    def _record(self, transaction: Transaction, key: MapKey, kind: AuditKind, actor: Actor) -> None:
        transaction.record(
            AuditEvent(
                kind=kind,
                at_s=self._store.now(),
                actor=actor,
                device_id=key.key_id,
                building_ids=tuple(sorted(key.building_ids or ())),
                detail=key.name,
            )
        )

    def _key(self, key_id: str) -> str:
        return self._store.key("map-key", key_id)

    def _name_key(self, name: str) -> str:
        return self._store.key("map-key-name", core.normalised_name(name))

    def _secret_key(self, secret: str) -> str:
        return self._store.key("map-key-secret", self._store.hmac(Purpose.MAP_KEY, secret))
