"""The OpenAPI 3.0 description of the campus's OGC API - Features."""

from collections.abc import Sequence
from typing import Any

from gis.export.feature_query import DEFAULT_LIMIT, LARGEST_LIMIT

MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.0"


def describe(base_url: str, campus_name: str, collection_ids: Sequence[str]) -> dict[str, Any]:
    """The document at `/api`, for clients that find their way by it."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{campus_name}: campus map",
            "version": "1.0.0",
            "description": "OGC API - Features, Part 1: Core.",
        },
        "servers": [{"url": base_url}],
        "paths": {
            "/": _operation("landing", "The landing page"),
            "/conformance": _operation("conformance", "What the API conforms to"),
            "/collections": _operation("collections", "The collections"),
            "/collections/{collectionId}": _operation(
                "collection", "A collection", _collection(collection_ids)
            ),
            "/collections/{collectionId}/items": _operation(
                "items", "Features of a collection", _collection(collection_ids), *_QUERY
            ),
            "/collections/{collectionId}/items/{featureId}": _operation(
                "item",
                "One feature",
                _collection(collection_ids),
                _parameter("featureId", "path", {"type": "string"}),
            ),
        },
    }


def _operation(operation_id: str, summary: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    media_type = "application/geo+json" if operation_id in ("items", "item") else "application/json"
    ok = {"description": summary, "content": {media_type: {"schema": {"type": "object"}}}}
    refusals = {
        "400": {"description": "A parameter is wrong"},
        "404": {"description": "Not there, or not for this caller"},
    }
    operation = {"operationId": operation_id, "summary": summary, "responses": {"200": ok} | refusals}
    return {"get": operation | ({"parameters": list(parameters)} if parameters else {})}


def _collection(collection_ids: Sequence[str]) -> dict[str, Any]:
    return _parameter("collectionId", "path", {"type": "string", "enum": list(collection_ids)})


def _parameter(name: str, place: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema, **more}


_QUERY = (
    _parameter(
        "bbox",
        "query",
        {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
        style="form",
        explode=False,
    ),
    _parameter(
        "limit",
        "query",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT},
    ),
    _parameter("offset", "query", {"type": "integer", "minimum": 0, "default": 0}),
    _parameter("datetime", "query", {"type": "string"}),
    _parameter("level", "query", {"type": "string"}),
)
