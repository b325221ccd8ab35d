"""OGC API - Features 1.0 Part 1 (OGC 17-069r4) under `/ogc`: the campus map for desktop GIS."""

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from gis.export.feature_query import Query, parse_query
from gis.export.features import FeatureService
from gis.export.openapi import MEDIA_TYPE as OPENAPI
from responder.web.errors import documented
from responder.web.guards import INCIDENT, VIEWING_REFUSALS
from responder.web.map_access import TheMapReader, reading
from responder.web.site import Site, TheSite
from responder.web.wire import ProblemType

_JSON = "application/json"
_GEOJSON = "application/geo+json"

# What the guard reads: as whom, and in which incident.
_VIEWERS = frozenset({"as", INCIDENT})

_TAGS = ["desktop GIS"]
_REFUSALS = (*VIEWING_REFUSALS, ProblemType.TOO_MANY_REQUESTS)


@get(
    "/ogc",
    guards=[reading],
    summary="The landing page of OGC API - Features",
    responses=documented(*_REFUSALS),
    media_type=_JSON,
    tags=_TAGS,
)
async def landing(site: TheSite, reader: TheMapReader) -> Response[bytes]:
    return await _answer(site, reader, lambda service: service.landing_page())


@get(
    "/ogc/api",
    guards=[reading],
    summary="The description that clients read",
    responses=documented(*_REFUSALS),
    media_type=OPENAPI,
    tags=_TAGS,
)
async def api(site: TheSite, reader: TheMapReader) -> Response[bytes]:
    return await _answer(site, reader, lambda service: service.api(), OPENAPI)


@get(
    "/ogc/conformance",
    guards=[reading],
    summary="What it conforms to",
    responses=documented(*_REFUSALS),
    media_type=_JSON,
    tags=_TAGS,
)
async def conformance(site: TheSite, reader: TheMapReader) -> Response[bytes]:
    return await _answer(site, reader, lambda service: service.conformance())


@get(
    "/ogc/collections",
    guards=[reading],
    summary="The collections",
    responses=documented(*_REFUSALS),
    media_type=_JSON,
    tags=_TAGS,
)
async def collections(site: TheSite, reader: TheMapReader) -> Response[bytes]:
    return await _answer(site, reader, lambda service: service.collections(building_ids=reader.building_ids))


@get(
    "/ogc/collections/{collection_id:str}",
    guards=[reading],
    summary="One collection",
    responses=documented(*_REFUSALS, ProblemType.NOT_FOUND),
    media_type=_JSON,
    tags=_TAGS,
)
async def collection(site: TheSite, reader: TheMapReader, collection_id: FromPath[str]) -> Response[bytes]:
    return await _answer(
        site, reader, lambda service: service.collection(collection_id, building_ids=reader.building_ids)
    )


@get(
    "/ogc/collections/{collection_id:str}/items",
    guards=[reading],
    summary="Features of a collection",
    description="`limit` is clamped to 1 to 1000; `bbox`, `datetime`, `level` select; `next` links lead on.",
    responses=documented(*_REFUSALS, ProblemType.NOT_FOUND, ProblemType.BAD_REQUEST),
    media_type=_GEOJSON,
    tags=_TAGS,
)
async def items(
    request: Request[Any, Any, Any], site: TheSite, reader: TheMapReader, collection_id: FromPath[str]
) -> Response[bytes]:
    query = _query(request)
    return await _answer(
        site,
        reader,
        lambda service: service.items(collection_id, query, building_ids=reader.building_ids),
        _GEOJSON,
    )


@get(
    "/ogc/collections/{collection_id:str}/items/{item_id:str}",
    guards=[reading],
    summary="One feature",
    responses=documented(*_REFUSALS, ProblemType.NOT_FOUND),
    media_type=_GEOJSON,
    tags=_TAGS,
)
async def item(
    site: TheSite, reader: TheMapReader, collection_id: FromPath[str], item_id: FromPath[str]
) -> Response[bytes]:
    return await _answer(
        site,
        reader,
        lambda service: service.item(collection_id, item_id, building_ids=reader.building_ids),
        _GEOJSON,
    )


def _query(request: Request[Any, Any, Any]) -> Query:
    """Raises QueryError."""
    return parse_query({name: it for name, it in request.query_params.items() if name not in _VIEWERS})


async def _answer(
    site: Site,
    reader: TheMapReader,
    ask: Callable[[FeatureService], dict[str, Any]],
    media_type: str = _JSON,
) -> Response[bytes]:
    site.limits.read_map(reader.reader_id)
    base_url = f"{site.origin}/ogc"
    body = await site.survey.ask(lambda atlas: msgspec.json.encode(ask(atlas.features(base_url))))
    return Response(body, media_type=media_type)
