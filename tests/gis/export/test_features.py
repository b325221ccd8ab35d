"""OGC API - Features: every page adds up, and nothing hidden is shown."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.campus import Campus
from gis.export.feature_items import items
from gis.export.feature_query import Query, parse_query
from gis.export.features import FeatureService, UnknownFeature
from tests.gis.conftest import COUNTS


@pytest.fixture(scope="module")
def service(maple_ridge: Campus) -> FeatureService:
    return FeatureService(maple_ridge, items(maple_ridge), "http://example.org/ogc")


def _links(answer: dict[str, Any]) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in answer["links"]}


def test_the_landing_page_leads_everywhere(service: FeatureService) -> None:
    """The relations that clients look for, with the media type of OpenAPI 3.0."""
    page = service.landing_page()
    assert _links(page).keys() >= {"self", "service-desc", "conformance", "data"}
    types = {link["rel"]: link["type"] for link in page["links"]}
    assert types["service-desc"] == "application/vnd.oai.openapi+json;version=3.0"
    assert service.api()["openapi"].startswith("3.0")
    assert all(it.startswith("http://www.opengis.net/spec/") for it in service.conformance()["conformsTo"])


def test_collections_have_names_without_dots_and_true_extents(
    service: FeatureService, maple_ridge: Campus
) -> None:
    """GDAL makes table names of the ids, and asks by the extents."""
    collections = {it["id"]: it for it in service.collections()["collections"]}
    assert collections.keys() == COUNTS.keys()
    assert not any("." in name for name in collections)
    west, south, east, north = collections["cameras"]["extent"]["spatial"]["bbox"][0]
    for camera in maple_ridge.cameras:
        assert west - 1e-7 <= camera.longitude <= east + 1e-7
        assert south - 1e-7 <= camera.latitude <= north + 1e-7


@settings(max_examples=30, deadline=None)
@given(limit=st.integers(1, 300), collection_id=st.sampled_from(sorted(COUNTS)))
def test_pages_add_up_to_the_collection(service: FeatureService, limit: int, collection_id: str) -> None:
    """Following `next` gives every feature once, whatever the page size."""
    seen: list[str] = []
    query: Query | None = Query(limit=limit)
    while query is not None:
        answer = service.items(collection_id, query)
        assert answer["numberReturned"] == len(answer["features"]) <= limit
        assert answer["numberMatched"] == COUNTS[collection_id]
        seen += [it["id"] for it in answer["features"]]
        onward = _links(answer).get("next")
        query = parse_query(dict(parse_qsl(urlsplit(onward).query))) if onward else None
    assert len(seen) == len(set(seen)) == COUNTS[collection_id]


def test_bbox_level_and_datetime_select(service: FeatureService, maple_ridge: Campus) -> None:
    """Each alone; a date selects what is dated, and what has none stays."""
    lobby = maple_ridge.camera_by_id["main-lobby"]
    x, y = lobby.longitude, lobby.latitude
    near = service.items("cameras", Query(bbox=(x - 1e-5, y - 1e-5, x + 1e-5, y + 1e-5)))
    assert [it["id"] for it in near["features"]] == ["main-lobby"]
    upstairs = service.items("cameras", Query(level_id="high-school-2"))
    assert upstairs["numberMatched"] == 3
    assert service.items("cameras", parse_query({"datetime": "2020-01-01"}))["numberMatched"] == 0
    assert service.items("cameras", parse_query({"datetime": "2026-10-30"}))["numberMatched"] == 28
    assert service.items("units", parse_query({"datetime": "2020-01-01"}))["numberMatched"] == 215


def test_a_caller_for_one_building_sees_only_the_outline_of_others(service: FeatureService) -> None:
    """In collections, pages and single features."""
    mine = {"elementary-school"}
    for collection_id in COUNTS:
        answer = service.items(collection_id, Query(limit=1000), building_ids=mine)
        of = {it["properties"]["building_id"] for it in answer["features"]}
        outlines = {"high-school", "athletic-center"} if collection_id == "buildings" else set()
        assert of <= {"elementary-school", None, *outlines}
    assert service.item("cameras", "elementary-main-hall", building_ids=mine)["id"] == "elementary-main-hall"
    with pytest.raises(UnknownFeature):
        service.item("cameras", "main-lobby", building_ids=mine)
    (mine_only,) = service.collection("cameras", building_ids=mine)["extent"]["spatial"]["bbox"]
    (everything,) = service.collection("cameras")["extent"]["spatial"]["bbox"]
    assert everything[0] <= mine_only[0] < mine_only[2] < everything[2]


def test_what_is_not_there_is_an_error(service: FeatureService) -> None:
    """The service turns it into 404."""
    with pytest.raises(UnknownFeature):
        service.collection("people")
    with pytest.raises(UnknownFeature):
        service.items("people", Query())
    with pytest.raises(UnknownFeature):
        service.item("cameras", "nobody")
