"""Sees who watches which incident: keeps them signed in, and closes what is over by rule."""

import asyncio

import structlog

from responder.access.agreement import Agreement
from responder.access.audit import Actor, Source
from responder.access.closing import over_by_rule
from responder.access.errors import IncidentClosed, NotSignedIn
from responder.access.incident import Incident
from responder.access.link import normalised_agency
from responder.live.sessions import LiveSessions
from responder.store.agreements import Agreements
from responder.store.connection import Store
from responder.store.errors import StoreUnavailable
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.staff_sessions import StaffSessions
from responder.store.watched import Watched

log = structlog.get_logger(__name__)

# Short beside the minutes of agreements and of idle sessions; one round costs a few reads.
EVERY_S = 10.0


class Vigil:
    """Every node sees its own live sessions, and in the store when anybody was last seen anywhere."""

    def __init__(
        self,
        *,
        store: Store,
        incidents: Incidents,
        links: Links,
        agreements: Agreements,
        staff_sessions: StaffSessions,
        live: LiveSessions,
    ) -> None:
        self._store = store
        self._incidents = incidents
        self._links = links
        self._agreements = agreements
        self._staff_sessions = staff_sessions
        self._live = live
        self._watched = Watched(store)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except StoreUnavailable:
                log.warning("vigil_waits_for_store")
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """One round. Raises StoreUnavailable."""
        await self._keep_signed_in()
        for incident_id in sorted({it.permit.incident_id for it in self._live if it.permit.incident_id}):
            await self._watched.note(incident_id)
        agreements = {normalised_agency(it.agency): it for it in await self._agreements.list_all()}
        for incident in await self._incidents.list_open():
            await self._close_if_over(incident, agreements)

    async def _keep_signed_in(self) -> None:
        """Whoever watches an open incident is not locked out of it for not touching the screen."""
        named = {
            it.device_id for it in self._live if it.permit.username is not None and it.permit.incident_id
        }
        for session_id in sorted(named):
            try:
                signed_in = await self._staff_sessions.get(session_id)
            except NotSignedIn:
                continue
            await self._staff_sessions.touch(signed_in.session)

    async def _close_if_over(self, incident: Incident, agreements: dict[str, Agreement]) -> None:
        links = await self._links.for_incident(incident.incident_id)
        watched_at_s = await self._watched.last_at_s(incident.incident_id) or 0.0
        rule = over_by_rule(incident, links, agreements, watched_at_s=watched_at_s, now=self._store.now())
        if rule is None:
            return
        log.info("incident_over_by_rule", incident_id=incident.incident_id, rule=rule)
        try:
            actor = Actor(identity=f"rule: {rule}", source=Source.SERVICE)
            await self._incidents.close(incident.incident_id, actor=actor)
        except IncidentClosed:
            log.debug("incident_was_closed_meanwhile", incident_id=incident.incident_id)
