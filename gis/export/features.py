"""A campus as OGC API - Features 1.0 Part 1 (OGC 17-069r4): the answers, without the HTTP."""

from collections.abc import Collection, Mapping
from typing import Any

import shapely

from gis.campus import Campus
from gis.export.feature_items import TITLES, Item
from gis.export.feature_query import CRS84, Query
from gis.export.openapi import MEDIA_TYPE, describe
from gis.geojson import geometry_json

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)
_DECIMALS = 7


class UnknownFeature(LookupError):
    """A collection or an item that is not there, or not for this caller: 404."""


class FeatureService:
    """The answers for a campus and its `items`; `base_url` is the landing page's, without a slash at its end.

    `building_ids` in a call are the buildings that the caller may see: of the others the outline alone.
    """

    def __init__(self, campus: Campus, collections: Mapping[str, list[Item]], base_url: str) -> None:
        self._campus = campus
        self._items = collections
        self._base_url = base_url

    def landing_page(self) -> dict[str, Any]:
        """`GET /`"""
        return {
            "title": f"{self._campus.name}: campus map",
            "description": "Buildings, rooms, doors and cameras.",
            "links": [
                self._link("self", "", "application/json", "This page"),
                self._link("service-desc", "/api", MEDIA_TYPE, "The API"),
                self._link("conformance", "/conformance", "application/json", "What it conforms to"),
                self._link("data", "/collections", "application/json", "The collections"),
            ],
        }

    def api(self) -> dict[str, Any]:
        """`GET /api`: OpenAPI 3.0, which desktop GIS reads before anything else."""
        return describe(self._base_url, self._campus.name, list(TITLES))

    def conformance(self) -> dict[str, Any]:
        """`GET /conformance`"""
        return {"conformsTo": list(CONFORMANCE)}

    def collections(self, *, building_ids: Collection[str] | None = None) -> dict[str, Any]:
        """`GET /collections`"""
        return {
            "links": [self._link("self", "/collections", "application/json", "The collections")],
            "collections": [self.collection(name, building_ids=building_ids) for name in TITLES],
        }

    def collection(
        self, collection_id: str, *, building_ids: Collection[str] | None = None
    ) -> dict[str, Any]:
        """`GET /collections/{id}`. Raises UnknownFeature."""
        extent = self._extent(self._visible(collection_id, building_ids))
        path = f"/collections/{collection_id}"
        return {
            "id": collection_id,
            "title": TITLES[collection_id],
            "itemType": "feature",
            "crs": [CRS84],
            "extent": {"spatial": {"bbox": [extent], "crs": CRS84}},
            "links": [
                self._link("self", path, "application/json", TITLES[collection_id]),
                self._link("items", f"{path}/items", "application/geo+json", "The features"),
            ],
        }

    def items(
        self, collection_id: str, query: Query, *, building_ids: Collection[str] | None = None
    ) -> dict[str, Any]:
        """`GET /collections/{id}/items`. Raises UnknownFeature."""
        matching = [it for it in self._visible(collection_id, building_ids) if it.matches(query)]
        page = matching[query.offset : query.offset + query.limit]
        path = f"/collections/{collection_id}/items"
        links = [
            self._link("self", path + query.text(offset=query.offset), "application/geo+json", "This page")
        ]
        if query.offset + len(page) < len(matching) and page:
            onward = query.text(offset=query.offset + len(page))
            links.append(self._link("next", path + onward, "application/geo+json", "The next page"))
        return {
            "type": "FeatureCollection",
            "features": [_feature(it) for it in page],
            "numberMatched": len(matching),
            "numberReturned": len(page),
            "links": links,
        }

    def item(
        self, collection_id: str, item_id: str, *, building_ids: Collection[str] | None = None
    ) -> dict[str, Any]:
        """`GET /collections/{id}/items/{itemId}`. Raises UnknownFeature."""
        found = next((it for it in self._visible(collection_id, building_ids) if it.item_id == item_id), None)
        if found is None:
            raise UnknownFeature("There is no such feature.")
        path = f"/collections/{collection_id}"
        links = [
            self._link("self", f"{path}/items/{item_id}", "application/geo+json", "This feature"),
            self._link("collection", path, "application/json", TITLES[collection_id]),
        ]
        return _feature(found) | {"links": links}

    def _visible(self, collection_id: str, building_ids: Collection[str] | None) -> list[Item]:
        if collection_id not in self._items:
            raise UnknownFeature("There is no such collection.")
        items = self._items[collection_id]
        if building_ids is None or collection_id == "buildings":
            return items
        return [it for it in items if it.building_id is None or it.building_id in building_ids]

    def _extent(self, visible: list[Item]) -> list[float]:
        """Of what the caller may see: more would tell where other rooms are."""
        bounds = (
            shapely.total_bounds([it.geometry for it in visible]) if visible else self._campus.venue.bounds
        )
        return [round(float(it), _DECIMALS) for it in bounds]

    def _link(self, rel: str, path: str, media_type: str, title: str) -> dict[str, str]:
        return {"rel": rel, "href": f"{self._base_url}{path}", "type": media_type, "title": title}


def _feature(item: Item) -> dict[str, Any]:
    where = {"building_id": item.building_id, "level_id": item.level_id}
    return {
        "type": "Feature",
        "id": item.item_id,
        "geometry": geometry_json(item.geometry, _DECIMALS),
        "properties": item.properties | where,
    }
