"""An alarm opens an incident once, and the links of every agency that was agreed to be let in by itself."""

import asyncio

from msgspec import Struct

from responder.access import incident as core
from responder.access.agreement import AgreementBroken
from responder.access.audit import Actor, AuditKind
from responder.access.incident import Incident, IncidentKind
from responder.access.link import Link, normalised_agency
from responder.store.agreements import Agreements
from responder.store.connection import Store
from responder.store.links import Links
from responder.store.records import load_incident, webhook_key, write_incident
from responder.store.secret import new_id
from responder.store.transaction import Transaction, transact

# Senders try again for days; after that an alarm with the same id is a new one.
_REMEMBERED_S = 7 * 24 * 3600.0


class Alarm(Struct, frozen=True, kw_only=True):
    """What a genuine call said; `message_id` names the event, however often it is sent."""

    message_id: str
    building_ids: tuple[str, ...]
    kind: IncidentKind
    reason: str


class Raised(Struct, frozen=True, kw_only=True):
    """The alarm's incident, and the links that this call issued, each with its token, kept nowhere."""

    incident: Incident
    issued: tuple[tuple[Link, str], ...]


class PanicAlarms:
    """Raises StoreUnavailable when Redis is away; the sender then tries again, and nothing happens twice."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._links = Links(store)
        self._agreements = Agreements(store)
        # Looking for missing links and issuing them is several transactions; repeated calls take turns.
        self._receiving = asyncio.Lock()

    async def receive(self, alarm: Alarm, *, actor: Actor) -> Raised:
        """Opens the incident, unless this alarm has, and issues what is still missing while it is open.

        Raises InvalidRequest.
        """
        async with self._receiving:
            return await self._receive(alarm, actor)

    async def _receive(self, alarm: Alarm, actor: Actor) -> Raised:
        incident = await self._open_once(alarm, actor)
        if not incident.is_open:
            return Raised(incident=incident, issued=())
        present = {
            normalised_agency(link.agency) for link in await self._links.for_incident(incident.incident_id)
        }
        agencies = [
            agreement.agency
            for agreement in await self._agreements.list_all()
            if agreement.opens_by_itself and normalised_agency(agreement.agency) not in present
        ]
        issued = [await self._issue(incident, agency, actor) for agency in agencies]
        return Raised(incident=incident, issued=tuple(one for one in issued if one is not None))

    async def _open_once(self, alarm: Alarm, actor: Actor) -> Incident:
        incident_id = new_id()

        async def decide(transaction: Transaction) -> Incident:
            known_id = await transaction.get(webhook_key(self._store, alarm.message_id), str)
            if known_id is not None:
                return await load_incident(self._store, transaction, known_id)
            incident = core.open_incident(
                incident_id=incident_id,
                building_ids=alarm.building_ids,
                kind=alarm.kind,
                reason=alarm.reason,
                opened_by=actor.identity,
                now=self._store.now(),
            )
            key = webhook_key(self._store, alarm.message_id)
            transaction.put(key, incident_id, lifetime_s=_REMEMBERED_S)
            write_incident(self._store, transaction, incident, kind=AuditKind.INCIDENT_OPENED, actor=actor)
            return incident

        return await transact(self._store, decide)

    async def _issue(self, incident: Incident, agency: str, actor: Actor) -> tuple[Link, str] | None:
        """None when the agreement does not cover this incident: that is recorded, and a person decides."""
        try:
            return await self._links.issue(incident.incident_id, agency=agency, actor=actor, is_agreed=True)
        except AgreementBroken:
            return None
