"""Finds rooms, doors, cameras and equipment by what people say."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from gis.atlas import Atlas
from gis.find import Place
from gis.grid import Grid, GridError
from responder.web.errors import documented
from responder.web.guards import VIEWING_REFUSALS, TheViewer, viewing
from responder.web.places import building_name, level_name
from responder.web.site import TheSite
from responder.web.wire import ProblemType
from responder.web.wire_map import PlaceKind, Places, PlaceView

# More than anybody reads through.
MAX_PLACES = 50


@get(
    "/api/campus/search",
    guards=[viewing],
    summary="Find rooms, doors, cameras and equipment",
    description=(
        "By number or name, forgiving of case, spaces and typing errors: `101`, `libary`, `stairwell 2`, "
        "`exit 7`, `aed`. Only in the buildings that the caller may see, and on the grounds; best first."
    ),
    responses=documented(*VIEWING_REFUSALS, ProblemType.BAD_REQUEST, ProblemType.TOO_MANY_REQUESTS),
    tags=["map"],
)
async def search(
    site: TheSite,
    viewer: TheViewer,
    q: Annotated[str, QueryParameter(max_length=100, description="What is looked for.")],
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_PLACES)] = 10,
) -> Places:
    within = viewer.permit.building_ids

    def find(atlas: Atlas) -> Places:
        found = atlas.finder.find(q, building_ids=within, limit=MAX_PLACES)
        told = [it for it in found if it.kind != PlaceKind.CAMERA or viewer.may_see(site, it.place_id)]
        return Places(places=[place_view(atlas, place) for place in told[:limit]])

    return await viewer.ask(site, find)


def place_view(atlas: Atlas, place: Place) -> PlaceView:
    return PlaceView(
        kind=PlaceKind(place.kind),
        place_id=place.place_id,
        title=place.title,
        building_id=place.building_id,
        building_name=building_name(atlas.campus, place.building_id),
        level_id=place.level_id,
        level_name=level_name(atlas.campus, place.level_id),
        longitude=place.longitude,
        latitude=place.latitude,
        grid=_square(atlas.grid, place),
    )


def _square(grid: Grid, place: Place) -> str:
    try:
        return grid.reference(place.longitude, place.latitude)
    except GridError:
        return ""
