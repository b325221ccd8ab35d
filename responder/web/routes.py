"""The way to a room: from an entrance or from where a phone is, round what is blocked."""

import itertools
from collections.abc import Callable
from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from gis.atlas import Atlas
from gis.campus import Campus
from gis.title import unit_title
from gis.way import Leg, Position, Route
from responder.access.errors import InvalidRequest
from responder.web.errors import documented
from responder.web.guards import VIEWING_REFUSALS, TheViewer, Viewer, viewing
from responder.web.places import (
    LevelId,
    MaybeLatitude,
    MaybeLongitude,
    level_name,
    the_opening,
    the_position,
    the_unit,
)
from responder.web.site import Site, TheSite
from responder.web.wire import ProblemType
from responder.web.wire_map import LegKind, LegView, RouteView

PlaceId = Annotated[str, QueryParameter(max_length=64)]
Blocked = Annotated[list[str] | None, QueryParameter(max_items=50, description="Repeat it for several.")]


@get(
    "/api/campus/route",
    guards=[viewing],
    summary="The shortest way to a room",
    description=(
        "To the unit `to`, from outside the door `entrance`, or from `longitude` and `latitude` (with "
        "`level_id` inside). Leads through no building that the caller may not see, nor through "
        "`blocked_unit` or `blocked_opening`. `no-route` says in its detail why there is none."
    ),
    responses=documented(
        *VIEWING_REFUSALS,
        ProblemType.BAD_REQUEST,
        ProblemType.NOT_FOUND,
        ProblemType.NO_ROUTE,
        ProblemType.TOO_MANY_REQUESTS,
    ),
    tags=["map"],
)
async def route(
    site: TheSite,
    viewer: TheViewer,
    to: PlaceId,
    entrance: Annotated[str | None, QueryParameter(max_length=64)] = None,
    longitude: MaybeLongitude = None,
    latitude: MaybeLatitude = None,
    level_id: LevelId = None,
    blocked_unit: Blocked = None,
    blocked_opening: Blocked = None,
    elevators: Annotated[bool, QueryParameter(description="Whether elevators may be used.")] = True,
) -> RouteView:
    goal = the_unit(site, viewer, to)
    start = _start(site, viewer, entrance, longitude, latitude, level_id)
    units = [the_unit(site, viewer, it).unit_id for it in blocked_unit or ()]
    openings = [the_opening(site, viewer, it).opening_id for it in blocked_opening or ()]
    within = viewer.permit.building_ids

    def find_way(atlas: Atlas) -> RouteView:
        way = atlas.router.route(
            start,
            goal.unit_id,
            blocked_units=units,
            blocked_openings=openings,
            elevators=elevators,
            building_ids=within,
        )
        return _route_view(atlas.campus, unit_title(goal), way, lambda it: viewer.may_see(site, it))

    return await viewer.ask(site, find_way)


def _start(
    site: Site,
    viewer: Viewer,
    entrance: str | None,
    longitude: float | None,
    latitude: float | None,
    level_id: str | None,
) -> Position | str:
    if entrance is not None:
        return the_opening(site, viewer, entrance).opening_id
    if longitude is None or latitude is None:
        raise InvalidRequest("A way begins at an entrance, or at a longitude and a latitude.")
    return the_position(site, viewer, longitude, latitude, level_id)


def _route_view(campus: Campus, title: str, way: Route, may_see: Callable[[str], bool]) -> RouteView:
    legs = [_leg_view(campus, leg, may_see) for leg in way.legs]
    cameras = itertools.chain.from_iterable(leg.camera_ids for leg in legs)
    return RouteView(
        title=title,
        length_m=round(way.length_m, 1),
        level_changes=way.level_changes,
        legs=legs,
        camera_ids=list(dict.fromkeys(cameras)),
    )


def _leg_view(campus: Campus, leg: Leg, may_see: Callable[[str], bool]) -> LegView:
    return LegView(
        kind=LegKind(leg.kind),
        name=leg.name,
        unit_id=leg.unit_id,
        level_id=leg.level_id,
        level_name=level_name(campus, leg.level_id),
        length_m=round(leg.length_m, 1),
        through=leg.through,
        opening_id=leg.opening_id,
        camera_ids=list(filter(may_see, leg.camera_ids)),
        path=[[round(it, 7) for it in turn] for turn in leg.path],
    )
