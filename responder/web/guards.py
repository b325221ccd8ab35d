"""Who asks: resolved once per request, before the route runs; few routes are public and have no guard."""

import time
from collections.abc import Collection

from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import SkipValidation
from litestar.types import Scope
from msgspec import Struct

from responder.access import policy
from responder.access.account import Account
from responder.access.audit import Actor, Source
from responder.access.errors import NotAllowed, NotFound, NotSignedIn
from responder.access.permit import Permit, staff_permit
from responder.access.policy import Action
from responder.store.admission import Admission
from responder.store.staff_sessions import SignedIn
from responder.web import cookies
from responder.web.cookies import Connection, Credential
from responder.web.site import Site
from responder.web.wire import ProblemType

# A browser may hold both cookies: an officer tries the own link. It then acts as the device, so that a
# revoked link is dead for that officer too, unless the console says `?as=staff`.
AS_STAFF = "staff"

_CALLER = "responder.caller"


class Viewer(Struct, frozen=True, kw_only=True):
    """Somebody who may see cameras: what, and how the record names them. `admission` is None for staff."""

    permit: Permit
    actor: Actor
    admission: Admission | None = None

    def require_camera(self, site: Site, camera_id: str) -> None:
        """Raises NotAllowed, for a link also when there is no such camera: it learns of none but its own."""
        camera = site.campus.camera_by_id.get(camera_id)
        if camera is None:
            raise NotFound("There is no such camera.") if self.admission is None else NotAllowed()
        if not self.permit.allows_camera(camera_id, camera.building_id, time.time()):
            raise NotAllowed

    async def confirm(self, site: Site) -> None:
        """Asks the store again. Raises the AccessDenied that has ended the access, or StoreUnavailable."""
        if self.admission is None:
            await site.staff_sessions.get(self.permit.device_id)
        else:
            (await site.devices.get(self.permit.device_id)).permit(time.time())

    def require_building(self, site: Site, building_id: str) -> None:
        """Raises NotAllowed, or NotFound where staff asks for a building that is not there."""
        if self.admission is None and building_id not in site.campus.building_by_id:
            raise NotFound("There is no such building.")
        self.permit.require(building_id, time.time())


class Staff(Struct, frozen=True, kw_only=True):
    """Somebody who is signed in."""

    account: Account
    actor: Actor

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
        staff = Staff(account=signed_in.account, actor=_staff_actor(connection, signed_in))
        connection.scope["state"][_CALLER] = staff


class ViewerGuard:
    """Lets a device with a valid permit pass, and staff whose role may view cameras unless `devices_only`."""

    def __init__(self, *, devices_only: bool = False) -> None:
        self.devices_only = devices_only

    async def __call__(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Raises NotSignedIn, the AccessDenied that ended the link, or StoreUnavailable."""
        secret = _device_secret(connection)
        wants_staff = connection.query_params.get("as") == AS_STAFF
        if secret is not None and (self.devices_only or not wants_staff):
            viewer = await _device_viewer(connection, secret)
        elif self.devices_only:
            raise NotSignedIn
        else:
            viewer = await _staff_viewer(connection)
        connection.scope["state"][_CALLER] = viewer


viewing = ViewerGuard()

# What the guards may answer, and what every change may meet besides: for the description of the routes.
STAFF_REFUSALS = (ProblemType.NOT_SIGNED_IN, ProblemType.NOT_ALLOWED, ProblemType.STORE_UNAVAILABLE)
VIEWING_REFUSALS = (
    *STAFF_REFUSALS,
    ProblemType.LINK_REVOKED,
    ProblemType.LINK_EXPIRED,
    ProblemType.INCIDENT_CLOSED,
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


def _site(connection: Connection) -> Site:
    site: Site = connection.app.state.site
    return site


def _device_secret(connection: Connection) -> str | None:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return str(token.strip())
    return cookies.read(connection, Credential.DEVICE)


async def _device_viewer(connection: Connection, secret: str) -> Viewer:
    admission = await _site(connection).devices.by_secret(secret)
    permit = admission.permit(time.time())
    actor = Actor(
        identity=permit.agency,
        source=Source.LINK,
        device_id=permit.device_id,
        address=address_of(connection),
    )
    return Viewer(permit=permit, actor=actor, admission=admission)


async def _staff_viewer(connection: Connection) -> Viewer:
    signed_in = await _signed_in(connection)
    buildings = _site(connection).campus.building_by_id
    permit = staff_permit(signed_in.account, signed_in.session, buildings, time.time())
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
    )
