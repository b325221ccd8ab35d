"""The doors of a building that lead outside: where ways into it begin."""

from litestar import get
from litestar.params import FromPath

from gis.atlas import Atlas
from gis.campus import Opening
from gis.find import opening_place
from gis.place_order import Natural, natural
from responder.web.errors import documented
from responder.web.guards import VIEWING_REFUSALS, TheViewer, viewing
from responder.web.search import place_view
from responder.web.site import TheSite
from responder.web.wire import ProblemType
from responder.web.wire_map import Places


@get(
    "/api/campus/buildings/{building_id:str}/entrances",
    guards=[viewing],
    summary="The exterior doors of a building",
    description="In the order of their numbers; the `place_id` of one is where a route may start.",
    responses=documented(*VIEWING_REFUSALS, ProblemType.NOT_FOUND, ProblemType.TOO_MANY_REQUESTS),
    tags=["map"],
)
async def entrances(site: TheSite, viewer: TheViewer, building_id: FromPath[str]) -> Places:
    viewer.require_building(site, building_id)

    def list_them(atlas: Atlas) -> Places:
        levels = {it.level_id for it in atlas.campus.levels_of(building_id)}
        doors = [it for it in atlas.router.entrances if it.level_id in levels]
        places = [opening_place(atlas.campus, it) for it in sorted(doors, key=_order)]
        return Places(places=[place_view(atlas, it) for it in places])

    return await viewer.ask(site, list_them)


def _order(opening: Opening) -> tuple[bool, Natural]:
    """`2` before `10`, `10` before `10A`, doors without a number last."""
    return opening.number == "", natural(opening.number)
