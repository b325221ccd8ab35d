"""Which cameras see a room or a point, best first."""

from collections.abc import Iterable

from litestar import get
from litestar.params import FromPath

from gis.atlas import Atlas
from gis.campus import Campus
from gis.coverage import Sighting
from gis.title import unit_title
from responder.web.errors import documented
from responder.web.guards import VIEWING_REFUSALS, TheViewer, viewing
from responder.web.places import Latitude, LevelId, Longitude, the_position, the_unit
from responder.web.site import TheSite
from responder.web.wire import ProblemType
from responder.web.wire_map import Sightings, SightingView

_REFUSALS = (*VIEWING_REFUSALS, ProblemType.NOT_FOUND, ProblemType.TOO_MANY_REQUESTS)


@get(
    "/api/campus/units/{unit_id:str}/cameras",
    guards=[viewing],
    summary="The cameras that see a room",
    description="Those that see 1 % of its floor or more, the one that sees most of it first.",
    responses=documented(*_REFUSALS),
    tags=["map"],
)
async def of_room(site: TheSite, viewer: TheViewer, unit_id: FromPath[str]) -> Sightings:
    unit = the_unit(site, viewer, unit_id)
    within = viewer.permit.building_ids

    def look(atlas: Atlas) -> Sightings:
        seen = atlas.coverage.of_unit(unit.unit_id, building_ids=within)
        shown = [it for it in seen if viewer.may_see(site, it.camera_id)]
        return _sightings(atlas.campus, unit_title(unit), shown)

    return await viewer.ask(site, look)


@get(
    "/api/campus/cameras-at",
    guards=[viewing],
    summary="The cameras that see a point",
    description="On a level, or outside; the nearest first.",
    responses=documented(*_REFUSALS, ProblemType.BAD_REQUEST),
    tags=["map"],
)
async def of_point(
    site: TheSite, viewer: TheViewer, longitude: Longitude, latitude: Latitude, level_id: LevelId = None
) -> Sightings:
    point = the_position(site, viewer, longitude, latitude, level_id)
    within = viewer.permit.building_ids

    def look(atlas: Atlas) -> Sightings:
        seen = atlas.coverage.of_point(point.longitude, point.latitude, point.level_id, building_ids=within)
        shown = [it for it in seen if viewer.may_see(site, it.camera_id)]
        return _sightings(atlas.campus, "", shown)

    return await viewer.ask(site, look)


def _sightings(campus: Campus, title: str, seen: Iterable[Sighting]) -> Sightings:
    return Sightings(title=title, cameras=[_sighting_view(campus, it) for it in seen])


def _sighting_view(campus: Campus, sighting: Sighting) -> SightingView:
    camera = campus.camera_by_id[sighting.camera_id]
    return SightingView(
        camera_id=camera.camera_id,
        name=camera.name,
        building_id=camera.building_id,
        level_id=camera.level_id,
        share=round(sighting.share, 3),
        distance_m=round(sighting.distance_m, 1),
        off_axis_deg=round(sighting.off_axis_deg, 1),
    )
