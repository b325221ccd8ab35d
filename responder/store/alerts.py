"""An alert of a detector opens an incident, and joins it for as long as the same detector goes on."""

import asyncio

from msgspec import Struct

from responder.access import incident as core
from responder.access.alerted import NOWHERE, Alerted, describe
from responder.access.audit import Actor, AuditEvent, AuditKind
from responder.access.incident import Incident, IncidentKind
from responder.store.connection import Store
from responder.store.incidents import Incidents
from responder.store.records import alert_key, incident_key, load_incident, write_incident
from responder.store.secret import new_id
from responder.store.transaction import Transaction, transact

# Senders try again for days; after that an alert with the same id is a new one.
_REMEMBERED_S = 7 * 24 * 3600.0


class Alert(Struct, frozen=True, kw_only=True):
    """What a genuine call said; `message_id` names the event, however often it is sent."""

    message_id: str
    building_ids: tuple[str, ...]
    kind: IncidentKind
    reason: str
    alerted: Alerted = NOWHERE


class Alerts:
    """Raises StoreUnavailable when Redis is away; the sender then tries again, and nothing happens twice.

    Unlike a panic alarm an alert lets nobody in: a detector may be wrong, and a person looks first.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._incidents = Incidents(store)
        # Two alerts of one detector at the same moment are one incident.
        self._receiving = asyncio.Lock()

    async def receive(self, alert: Alert, *, actor: Actor) -> Incident:
        """The incident that the alert opened or belongs to. Raises InvalidRequest."""
        async with self._receiving:
            running = await self._running(alert, actor.identity)
            return await transact(self._store, lambda it: self._decide(it, alert, running, actor))

    async def _running(self, alert: Alert, detector: str) -> Incident | None:
        """An open incident that the same detector opened, of this kind, at all these buildings."""
        for incident in await self._incidents.list_open():
            is_same = incident.opened_by == detector and incident.kind is alert.kind
            if is_same and set(alert.building_ids) <= set(incident.building_ids):
                return incident
        return None

    async def _decide(
        self, transaction: Transaction, alert: Alert, running: Incident | None, actor: Actor
    ) -> Incident:
        key = alert_key(self._store, alert.message_id)
        known_id = await transaction.get(key, str)
        if known_id is not None:
            return await load_incident(self._store, transaction, known_id)
        if running is not None:
            running = await load_incident(self._store, transaction, running.incident_id)
        if running is not None and running.is_open:
            transaction.put(key, running.incident_id, lifetime_s=_REMEMBERED_S)
            return self._repeat(transaction, alert, running, actor)
        incident = core.open_incident(
            incident_id=new_id(),
            building_ids=alert.building_ids,
            kind=alert.kind,
            reason=alert.reason,
            opened_by=actor.identity,
            now=self._store.now(),
            alerted=alert.alerted,
        )
        transaction.put(key, incident.incident_id, lifetime_s=_REMEMBERED_S)
        write_incident(self._store, transaction, incident, kind=AuditKind.INCIDENT_OPENED, actor=actor)
        self._record_where(transaction, alert, incident, actor)
        return incident

    def _repeat(self, transaction: Transaction, alert: Alert, running: Incident, actor: Actor) -> Incident:
        """The running incident, which from now on names first what this alert names."""
        incident = core.alert_again(running, alert.alerted)
        if incident != running:
            transaction.put(incident_key(self._store, incident.incident_id), incident)
        transaction.record(
            AuditEvent(
                kind=AuditKind.ALERT_REPEATED,
                at_s=self._store.now(),
                actor=actor,
                incident_id=incident.incident_id,
                building_ids=alert.building_ids,
                detail=alert.reason,
            )
        )
        self._record_where(transaction, alert, incident, actor)
        return incident

    def _record_where(self, transaction: Transaction, alert: Alert, incident: Incident, actor: Actor) -> None:
        """An event of its own: not every unit may know of these cameras."""
        if not alert.alerted:
            return
        transaction.record(
            AuditEvent(
                kind=AuditKind.ALERT_LOCATED,
                at_s=self._store.now(),
                actor=actor,
                incident_id=incident.incident_id,
                building_ids=alert.building_ids,
                detail=describe(alert.alerted),
            )
        )
