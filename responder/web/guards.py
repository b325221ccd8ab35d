"""Who asks: resolved once per request, before the route runs; few routes are public and have no guard."""

import time
from collections.abc import Callable, Collection

from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import SkipValidation
from litestar.types import Scope
from msgspec import Struct

from gis.atlas import Atlas
from responder.access import policy
from responder.access.account import Account
from responder.access.audit import Actor, Source
from responder.access.errors import AccessDenied, NotAllowed, NotFound, NotSignedIn
from responder.access.marker import Author
from responder.access.permit import Permit
from responder.access.policy import Action
from responder.store.admission import Admission
from responder.store.errors import StoreUnavailable
from responder.store.staff_sessions import SignedIn
from responder.web import cookies
from responder.web.cookies import Connection, Credential
from responder.web.device_label import device_label
from responder.web.site import Site
from responder.web.survey import Answer
from responder.web.wire import ProblemType

# A browser may hold both cookies: an officer tries the own link. It then acts as the device, so that a
# revoked link is dead for that officer too, unless the console says `?as=staff`.
AS_STAFF = "staff"

# The open incident that somebody who is signed in watches. A browser that names one acts as its account.
INCIDENT = "incident"

# What a page asks by itself, again and again, says nothing of a person in front of it.
_ASKING = frozenset({"GET", "HEAD"})

_CALLER = "responder.caller"


class Viewer(Struct, frozen=True, kw_only=True):
    """Somebody who may see cameras: what, and how the record names them.

    `admission` is None for somebody who is signed in.
    """

    permit: Permit
    actor: Actor
    admission: Admission | None = None

    def require_camera(self, site: Site, camera_id: str) -> None:
        """Raises NotAllowed, or NotFound where staff asks for a camera that is not there."""
        camera = site.campus.camera_by_id.get(camera_id)
        if camera is None:
            raise NotFound("There is no such camera.") if self.knows_site else NotAllowed()
        if not self.may_see(site, camera_id):
            raise NotAllowed

    def may_see(self, site: Site, camera_id: str) -> bool:
        """Whether it may see the camera now, and so may be told of it."""
        return site.live.cameras.may_show(self.permit, camera_id, time.time())

    def sees_masked(self, site: Site, camera_id: str) -> bool:
        """Whether privacy masks hide a part of this camera of the campus from it."""
        return self.permit.is_masked and bool(site.campus.camera_by_id[camera_id].privacy_masks)

    def require_building(self, site: Site, building_id: str) -> None:
        """Raises NotAllowed, or NotFound where staff asks for a building that is not there."""
        if self.knows_site and building_id not in site.campus.building_by_id:
            raise NotFound("There is no such building.")
        self.permit.require(building_id, time.time())

    @property
    def knows_site(self) -> bool:
        """Whether it may know which cameras and buildings there are: staff that watches at any time."""
        return self.permit.incident_id is None

    async def ask(self, site: Site, question: Callable[[Atlas], Answer]) -> Answer:
        """What the map answers; each costs a processor. Raises Refusal, or what the question raises."""
        site.limits.ask_map(self.permit.device_id)
        return await site.survey.ask(question)

    async def confirm(self, site: Site) -> None:
        """Asks the store again. Raises the AccessDenied that has ended the access, or StoreUnavailable."""
        await site.permits.renewed(self.permit)


class Staff(Struct, frozen=True, kw_only=True):
    """Somebody who is signed in."""

    signed_in: SignedIn
    actor: Actor

    @property
    def account(self) -> Account:
        return self.signed_in.account

    @property
    def author(self) -> Author:
        """Of markers, as staff of the district."""
        return Author(device_id=self.signed_in.session.session_id, person=self.account.username)

    def require(self, action: Action, building_ids: Collection[str]) -> None:
        """Raises NotAllowed unless the account may do it to all of these buildings."""
        policy.require(self.account, action, building_ids)

    def scope(self, building_ids: Collection[str]) -> list[str]:
        """Those of these buildings that the account's role reaches, in their order."""
        reached = policy.scope(self.account, building_ids)
        return [building_id for building_id in building_ids if building_id in reached]


class StaffGuard:
    """Lets a signed-in account pass whose role may do `action` somewhere; without one, any account.

    The route asks `Staff.require` as soon as it knows which buildings the request is about.
    """

    def __init__(self, action: Action | None = None) -> None:
        self.action = action

    async def __call__(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Raises NotSignedIn, NotAllowed or StoreUnavailable."""
        signed_in = await _signed_in(connection)
        if self.action is not None:
            policy.require_role(signed_in.account, self.action)
        if connection.scope.get("method") not in _ASKING:
            await _site(connection).staff_sessions.touch(signed_in.session)
        staff = Staff(signed_in=signed_in, actor=_staff_actor(connection, signed_in))
        connection.scope["state"][_CALLER] = staff


class ViewerGuard:
    """Lets a device with a valid permit pass, and somebody who is signed in and may see cameras.

    With `in_incident` those only who name an incident, as a link does by itself; with `devices_only` nobody
    who is signed in.
    """

    def __init__(self, *, in_incident: bool = False, devices_only: bool = False) -> None:
        self.in_incident = in_incident
        self.devices_only = devices_only

    async def __call__(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Raises NotSignedIn, the AccessDenied that ended the access, or StoreUnavailable."""
        connection.scope["state"][_CALLER] = await self._viewer(connection)

    async def _viewer(self, connection: Connection) -> Viewer:
        secret = bearer_token(connection) or cookies.read(connection, Credential.DEVICE)
        incident_id = connection.query_params.get(INCIDENT)
        wants_staff = incident_id is not None or connection.query_params.get("as") == AS_STAFF
        if self.devices_only or (self.in_incident and incident_id is None):
            wants_staff = False
            if secret is None:
                raise NotSignedIn
        if secret is not None and not wants_staff:
            return await _device_viewer(connection, secret)
        return await _staff_viewer(connection, incident_id)


viewing = ViewerGuard()

# What the guards may answer, and what every change may meet besides: for the description of the routes.
STAFF_REFUSALS = (ProblemType.NOT_SIGNED_IN, ProblemType.NOT_ALLOWED, ProblemType.STORE_UNAVAILABLE)
VIEWING_REFUSALS = (
    *STAFF_REFUSALS,
    ProblemType.LINK_REVOKED,
    ProblemType.LINK_EXPIRED,
    ProblemType.INCIDENT_CLOSED,
    ProblemType.LINK_PENDING,
    ProblemType.LINK_UPCOMING,
    ProblemType.DEVICE_LIMIT,
    ProblemType.DEVICE_REMOVED,
)
CHANGE_REFUSALS = (ProblemType.CROSS_SITE, ProblemType.TOO_LARGE)

# Made here, by a guard: the framework need not look inside.
TheViewer = NamedDependency[SkipValidation[Viewer]]
TheStaff = NamedDependency[SkipValidation[Staff]]


def provide_viewer(scope: Scope) -> Viewer:
    """Injects who passed the ViewerGuard."""
    viewer: Viewer = scope["state"][_CALLER]
    return viewer


def provide_staff(scope: Scope) -> Staff:
    """Injects who passed the StaffGuard."""
    staff: Staff = scope["state"][_CALLER]
    return staff


def address_of(connection: Connection) -> str:
    """The client's IP address, behind trusted proxies the one they name."""
    return connection.client.host if connection.client else ""


def label_of(connection: Connection) -> str:
    """What a person calls the client."""
    return device_label(connection.headers.get("user-agent", ""))


def _site(connection: Connection) -> Site:
    site: Site = connection.app.state.site
    return site


def bearer_token(connection: Connection) -> str | None:
    """What a program presents instead of a cookie (RFC 6750 2.1)."""
    scheme, _, token = str(connection.headers.get("authorization", "")).partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


async def _device_viewer(connection: Connection, secret: str) -> Viewer:
    return viewer_of(connection, await _site(connection).devices.by_secret(secret))


def viewer_of(connection: Connection, admission: Admission) -> Viewer:
    """A device as a viewer. Raises the AccessDenied that says why it may see nothing."""
    permit = admission.permit(time.time())
    actor = Actor(
        identity=permit.agency,
        source=Source.LINK,
        device_id=permit.device_id,
        address=address_of(connection),
    )
    return Viewer(permit=permit, actor=actor, admission=admission)


async def who_watches(connection: Connection) -> str | None:
    """Whose live sessions a request without a guard goes with, as in their permits' `device_id`.

    None for somebody whom nothing was shared with, and while nobody can tell.
    """
    site = _site(connection)
    try:
        if (secret := cookies.read(connection, Credential.DEVICE)) is not None:
            return (await site.devices.by_secret(secret)).device.device_id
        return (await _signed_in(connection)).session.session_id
    except (AccessDenied, StoreUnavailable):
        return None


async def _staff_viewer(connection: Connection, incident_id: str | None) -> Viewer:
    site, signed_in = _site(connection), await _signed_in(connection)
    permit = await site.permits.of_account(signed_in, incident_id)
    if permit.incident_id is not None:
        # Nobody is locked out of an emergency for not having touched the screen.
        await site.staff_sessions.touch(signed_in.session)
    return Viewer(permit=permit, actor=_staff_actor(connection, signed_in))


async def _signed_in(connection: Connection) -> SignedIn:
    secret = cookies.read(connection, Credential.STAFF)
    if secret is None:
        raise NotSignedIn
    return await _site(connection).staff_sessions.by_secret(secret)


def _staff_actor(connection: Connection, signed_in: SignedIn) -> Actor:
    return Actor(
        identity=signed_in.account.username,
        source=Source.CONSOLE,
        device_id=signed_in.session.session_id,
        address=address_of(connection),
        agency=signed_in.account.agency or None,
    )
