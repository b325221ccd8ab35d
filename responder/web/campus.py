"""The map: the campus from outside for every permit, a building from inside for those that cover it."""

import asyncio
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.params import FromPath, PathParameter

from responder.access.errors import NotFound
from responder.web.errors import documented
from responder.web.guards import VIEWING_REFUSALS, TheViewer, viewing
from responder.web.places import the_level
from responder.web.representation import NOT_MODIFIED, respond
from responder.web.site import TheSite
from responder.web.wire import ProblemType

_MEDIA_TYPE = "application/geo+json"
# The grounds from above look tomorrow as they look today.
_A_DAY = "private, max-age=86400"

# The world is one tile at zoom 0, and a stone in the yard one at 24.
Zoom = Annotated[int, PathParameter(ge=0, le=24)]

_INSIDE = documented(*VIEWING_REFUSALS, ProblemType.NOT_FOUND) | NOT_MODIFIED


@get(
    "/api/campus/outline",
    guards=[viewing],
    summary="The campus from outside",
    description="GeoJSON: venue, building footprints, parking, paths and fields; no rooms, no cameras.",
    responses=documented(*VIEWING_REFUSALS) | NOT_MODIFIED,
    media_type=_MEDIA_TYPE,
    tags=["map"],
)
async def outline(request: Request[Any, Any, Any], site: TheSite) -> Response[bytes | None]:
    return respond(request, await site.layers.outline())


@get(
    "/api/campus/levels/{level_id:str}",
    guards=[viewing],
    summary="One level of a building from inside",
    description="GeoJSON: rooms, doors, equipment, cameras and what they see.",
    responses=_INSIDE,
    media_type=_MEDIA_TYPE,
    tags=["map"],
)
async def level(
    request: Request[Any, Any, Any],
    site: TheSite,
    viewer: TheViewer,
    level_id: FromPath[str],
) -> Response[bytes | None]:
    the_level(site, viewer, level_id)
    return respond(request, await site.layers.level(level_id, viewer.permit.camera_groups))


@get(
    "/api/campus/levels/{level_id:str}/blind-spots",
    guards=[viewing],
    summary="What no camera of a level sees",
    description="GeoJSON: at most one area of kind `blind-spot`.",
    responses=_INSIDE,
    media_type=_MEDIA_TYPE,
    tags=["map"],
)
async def blind_spots(
    request: Request[Any, Any, Any],
    site: TheSite,
    viewer: TheViewer,
    level_id: FromPath[str],
) -> Response[bytes | None]:
    the_level(site, viewer, level_id)
    return respond(request, await site.layers.blind_spots(level_id))


@get(
    "/api/campus/buildings/{building_id:str}/outdoor",
    guards=[viewing],
    summary="The outdoor cameras of a building",
    description="GeoJSON: the cameras outside that belong to the building, and what they see.",
    responses=_INSIDE,
    media_type=_MEDIA_TYPE,
    tags=["map"],
)
async def outdoor(
    request: Request[Any, Any, Any],
    site: TheSite,
    viewer: TheViewer,
    building_id: FromPath[str],
) -> Response[bytes | None]:
    viewer.require_building(site, building_id)
    return respond(request, await site.layers.outdoor(building_id, viewer.permit.camera_groups))


@get(
    "/api/campus/basemap/{zoom:int}/{column:int}/{row:int}",
    guards=[viewing],
    summary="A tile of the picture under the map",
    description="In Web Mercator, rows from the north. Only where the site has such a picture.",
    responses=documented(*VIEWING_REFUSALS, ProblemType.NOT_FOUND, ProblemType.BAD_REQUEST),
    tags=["map"],
)
async def basemap(site: TheSite, zoom: Zoom, column: FromPath[int], row: FromPath[int]) -> Response[bytes]:
    if site.basemap is None or not (0 <= row < 1 << zoom and 0 <= column < 1 << zoom):
        raise NotFound("There is no picture of this place.")
    tile = await asyncio.to_thread(site.basemap.tile, zoom, column, row)
    return Response(tile, media_type=site.basemap.media_type, headers={"Cache-Control": _A_DAY})
