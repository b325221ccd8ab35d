"""The printed x/y grid over the campus: its squares, and from a reference to a place and back."""

from typing import Any

import shapely
from litestar import Request, Response, get
from litestar.params import FromPath

from gis.atlas import Atlas
from gis.grid import Grid
from responder.web.errors import documented
from responder.web.guards import VIEWING_REFUSALS, TheViewer, viewing
from responder.web.places import Latitude, Longitude, the_position
from responder.web.representation import NOT_MODIFIED, respond
from responder.web.site import TheSite
from responder.web.wire import ProblemType
from responder.web.wire_map import GridSquareView

_REFUSALS = (*VIEWING_REFUSALS, ProblemType.NOT_FOUND, ProblemType.TOO_MANY_REQUESTS)


@get(
    "/api/campus/grid",
    guards=[viewing],
    summary="The squares of the printed grid",
    description="GeoJSON: one area of kind `grid-square` each; its `id` is the reference.",
    responses=documented(*VIEWING_REFUSALS) | NOT_MODIFIED,
    media_type="application/geo+json",
    tags=["map"],
)
async def squares(request: Request[Any, Any, Any], site: TheSite) -> Response[bytes | None]:
    return respond(request, await site.layers.grid())


@get(
    "/api/campus/grid/{reference:str}",
    guards=[viewing],
    summary="Where a grid reference is",
    description="`C4`; `c4` and `C-4` are the same.",
    responses=documented(*_REFUSALS),
    tags=["map"],
)
async def square(site: TheSite, viewer: TheViewer, reference: FromPath[str]) -> GridSquareView:
    return await viewer.ask(site, lambda atlas: _square(atlas.grid, reference))


@get(
    "/api/campus/grid-reference",
    guards=[viewing],
    summary="The grid square of a position",
    responses=documented(*_REFUSALS, ProblemType.BAD_REQUEST),
    tags=["map"],
)
async def reference(
    site: TheSite, viewer: TheViewer, longitude: Longitude, latitude: Latitude
) -> GridSquareView:
    here = the_position(site, viewer, longitude, latitude, None)

    def look(atlas: Atlas) -> GridSquareView:
        return _square(atlas.grid, atlas.grid.reference(here.longitude, here.latitude))

    return await viewer.ask(site, look)


def _square(grid: Grid, asked: str) -> GridSquareView:
    """Raises GridError."""
    area = grid.square(asked)
    middle = area.centroid
    return GridSquareView(
        reference=grid.reference(middle.x, middle.y),
        longitude=round(middle.x, 7),
        latitude=round(middle.y, 7),
        ring=[[round(float(x), 7), round(float(y), 7)] for x, y in shapely.get_coordinates(area)],
    )
