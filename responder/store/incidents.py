"""Incidents, kept: opened, handed to somebody else, closed."""

from responder.access import incident as core
from responder.access import policy
from responder.access.account import Account
from responder.access.audit import Actor, AuditKind
from responder.access.errors import InvalidRequest, NotFound
from responder.access.incident import Incident, IncidentKind, Owner
from responder.access.link import Link, LinkState, same_agency, state
from responder.access.policy import Action
from responder.store.connection import Store
from responder.store.records import (
    account_key,
    closed_incidents_key,
    incident_key,
    link_key,
    links_key,
    load_incident,
    open_incidents_key,
    write_incident,
)
from responder.store.secret import new_id
from responder.store.transaction import Transaction, transact


class Incidents:
    """Opens, transfers, closes and finds incidents. Everything raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def open(
        self, *, building_ids: tuple[str, ...], kind: IncidentKind, reason: str, actor: Actor
    ) -> Incident:
        """A new incident. Raises InvalidRequest."""
        incident_id = new_id()

        async def decide(transaction: Transaction) -> Incident:
            incident = core.open_incident(
                incident_id=incident_id,
                building_ids=building_ids,
                kind=kind,
                reason=reason,
                opened_by=actor.identity,
                now=self._store.now(),
            )
            write_incident(self._store, transaction, incident, kind=AuditKind.INCIDENT_OPENED, actor=actor)
            return incident

        return await transact(self._store, decide)

    async def transfer(self, incident_id: str, *, to: Owner, reason: str, actor: Actor) -> Incident:
        """The incident, led by somebody else who has to do with it.

        Raises NotFound, IncidentClosed, or InvalidRequest for an agency without an active link and for an
        account that may not lead it.
        """

        async def decide(transaction: Transaction) -> Incident:
            before = await load_incident(self._store, transaction, incident_id)
            incident = core.transfer(before, to)
            if to.is_agency:
                await self._require_present(transaction, incident, to.name)
            else:
                await self._require_leader(transaction, incident, to.name)
            detail = f"from {before.owner.name} to {to.name}" + (f": {reason}" if reason else "")
            write_incident(
                self._store,
                transaction,
                incident,
                kind=AuditKind.INCIDENT_TRANSFERRED,
                actor=actor,
                detail=detail,
            )
            return incident

        return await transact(self._store, decide)

    async def close(self, incident_id: str, *, actor: Actor) -> Incident:
        """Closes it, and with it every link. Raises NotFound or IncidentClosed."""

        async def decide(transaction: Transaction) -> Incident:
            before = await load_incident(self._store, transaction, incident_id)
            incident = core.close(before, closed_by=actor.identity, now=self._store.now())
            write_incident(self._store, transaction, incident, kind=AuditKind.INCIDENT_CLOSED, actor=actor)
            return incident

        return await transact(self._store, decide)

    async def get(self, incident_id: str) -> Incident:
        """Raises NotFound."""
        incident = await self._store.read(incident_key(self._store, incident_id), Incident)
        if incident is None:
            raise NotFound("There is no such incident.")
        return incident

    async def list_open(self) -> list[Incident]:
        """All open incidents, newest first."""
        return await self._list(open_incidents_key(self._store), since_s=0.0)

    async def list_closed(self, *, since_s: float) -> list[Incident]:
        """Incidents closed at or after `since_s` (Unix seconds), last closed first."""
        return await self._list(closed_incidents_key(self._store), since_s=since_s)

    async def _require_present(self, transaction: Transaction, incident: Incident, agency: str) -> None:
        """Raises InvalidRequest unless the agency has an active link."""
        for link_id in await self._store.members(links_key(self._store, incident.incident_id)):
            link = await transaction.get(link_key(self._store, link_id), Link)
            if link is None or not same_agency(link.agency, agency):
                continue
            if state(link, incident, self._store.now()) is LinkState.ACTIVE:
                return
        raise InvalidRequest("This agency has no active link in the incident: share it first.")

    async def _require_leader(self, transaction: Transaction, incident: Incident, username: str) -> None:
        """Raises InvalidRequest unless the account could close the incident."""
        account = await transaction.get(account_key(self._store, username), Account)
        if account is None or not policy.reaches(account, Action.CLOSE_INCIDENT, incident.building_ids):
            raise InvalidRequest("There is no account of that name that may lead this incident.")

    async def _list(self, index: str, *, since_s: float) -> list[Incident]:
        ids = await self._store.members(index, since=since_s)
        keys = [incident_key(self._store, incident_id) for incident_id in reversed(ids)]
        found = await self._store.read_many(keys, Incident)
        return [incident for incident in found if incident is not None]
