"""What somebody may see now: the one answer that routes, live views and enforcement all ask for.

A device sees what its link opens. Somebody who is signed in names the incident to watch; without one, only
those see cameras whose role does at any time.
"""

from collections.abc import Collection

from responder.access.account import Role
from responder.access.agreement import Agreement
from responder.access.camera_group import CameraGroups
from responder.access.errors import AccessDenied, NotAllowed, NotFound
from responder.access.incident import Incident
from responder.access.link import AHEAD, LinkState, same_agency, state
from responder.access.permit import Permit, incident_permit, officer_permit, staff_permit
from responder.store.connection import Store
from responder.store.devices import Devices
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.records import agreement_key
from responder.store.sign_in import SignedIn
from responder.store.staff_sessions import StaffSessions


class Permits:
    """Everything raises StoreUnavailable when Redis is away."""

    def __init__(
        self,
        store: Store,
        staff_sessions: StaffSessions,
        building_ids: Collection[str],
        groups: CameraGroups,
    ) -> None:
        """`building_ids` and `groups` are all of the site."""
        self._store = store
        self._devices = Devices(store)
        self._incidents = Incidents(store)
        self._links = Links(store)
        self._staff_sessions = staff_sessions
        self._building_ids = frozenset(building_ids)
        self._groups = groups

    def resurvey(self, building_ids: Collection[str]) -> None:
        """The site has other buildings now."""
        self._building_ids = frozenset(building_ids)

    async def renewed(self, held: Permit) -> Permit:
        """What the holder of this permit may see now. Raises the AccessDenied that says why nothing."""
        if held.username is None:
            return (await self._devices.get(held.device_id)).permit(self._store.now())
        return await self.of_account(await self._staff_sessions.get(held.device_id), held.incident_id)

    async def of_account(self, signed_in: SignedIn, incident_id: str | None) -> Permit:
        """What somebody who is signed in may see, in the incident or at any time. Raises AccessDenied."""
        if incident_id is None:
            now = self._store.now()
            return staff_permit(signed_in.account, signed_in.session, self._building_ids, now, self._groups)
        try:
            incident = await self._incidents.get(incident_id)
        except NotFound as unknown:
            # Whoever may not see an incident does not learn whether there is one of that name.
            raise NotAllowed from unknown
        return await self._in_incident(signed_in, incident)

    async def watchable(self, signed_in: SignedIn) -> list[tuple[Incident, Permit]]:
        """The open incidents whose cameras the account may watch, newest first, with what it may see."""
        found = []
        for incident in await self._incidents.list_open():
            try:
                found.append((incident, await self._in_incident(signed_in, incident)))
            except AccessDenied:
                continue
        return found

    async def _in_incident(self, signed_in: SignedIn, incident: Incident) -> Permit:
        account, session, now = signed_in.account, signed_in.session, self._store.now()
        if account.role is not Role.AGENCY_OFFICER:
            return incident_permit(account, session, incident, now)
        issued = await self._links.for_incident(incident.incident_id)
        own = [link for link in issued if same_agency(link.agency, account.agency)]
        if not own:
            raise NotAllowed
        active = [link for link in own if state(link, incident, now) is LinkState.ACTIVE]
        ahead = [link for link in own if state(link, incident, now) in AHEAD]
        # The one that lasts longest; when none is active, the last that may become so, or that was, says why.
        chosen = max(active, key=lambda link: link.expires_at_s, default=(ahead or own)[-1])
        agreement = await self._store.read(agreement_key(self._store, chosen.agency), Agreement)
        return officer_permit(account, session, chosen, incident, now, agreement=agreement)
