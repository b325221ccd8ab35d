"""Who may read the campus map in bulk: whoever may view, and desktop GIS with a key of its own."""

from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import SkipValidation
from litestar.types import Scope
from msgspec import Struct

from responder.access import map_key
from responder.access.errors import NotAllowed, NotSignedIn
from responder.web.cookies import Connection
from responder.web.guards import ViewerGuard, address_of, bearer_token, provide_viewer
from responder.web.site import Site

_READER = "responder.map_reader"


class MapReader(Struct, frozen=True, kw_only=True):
    """Somebody who may read the map: of which buildings from inside."""

    reader_id: str
    """A key's, a device's or a staff session's."""
    building_ids: frozenset[str]


class MapGuard(ViewerGuard):
    """Lets a map key pass as bearer token, and everybody whom the ViewerGuard lets pass."""

    async def __call__(self, connection: Connection, handler: BaseRouteHandler) -> None:
        """Raises what ViewerGuard raises, and NotAllowed."""
        reader = await _key_holder(connection)
        if reader is None:
            await super().__call__(connection, handler)
            permit = provide_viewer(connection.scope).permit
            if permit.camera_groups is not None:
                raise NotAllowed("Who is bound to camera groups cannot read the map in bulk.")
            reader = MapReader(reader_id=permit.device_id, building_ids=permit.building_ids)
        connection.scope["state"][_READER] = reader


reading = MapGuard()

# Made here, by a guard: the framework need not look inside.
TheMapReader = NamedDependency[SkipValidation[MapReader]]


def provide_map_reader(scope: Scope) -> MapReader:
    """Injects who passed the MapGuard."""
    reader: MapReader = scope["state"][_READER]
    return reader


async def _key_holder(connection: Connection) -> MapReader | None:
    secret = bearer_token(connection)
    if secret is None:
        return None
    site: Site = connection.app.state.site
    try:
        key = await site.map_keys.by_secret(secret, address_of(connection))
    except NotSignedIn:
        return None
    return MapReader(reader_id=key.key_id, building_ids=map_key.reach(key, site.campus.building_by_id))
