"""The campus under `/ogc`: who may read it, and that it is what the standard says."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.gis.conftest import COUNTS

from .map_reader import ACTOR, OWN, key_for
from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def desktop(service: Service, map_key: str) -> AsyncIterator[httpx.AsyncClient]:
    async with service.client(authorization=f"Bearer {map_key}") as client:
        yield client


async def got(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await client.get(f"/ogc{path}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


# -- who may -------------------------------------------------------------------------------------


async def test_a_key_reads_the_map_and_nothing_else(desktop: httpx.AsyncClient) -> None:
    """No picture, no console, no search: it is for desktop GIS."""
    assert len((await got(desktop, "/collections"))["collections"]) == len(COUNTS)
    for path in ("/api/posters/main-lobby", "/api/overview", "/api/campus/outline", "/api/permit"):
        assert (await desktop.get(path)).status_code == 401


async def test_a_revoked_key_opens_nothing(service: Service) -> None:
    """From the acknowledgement on."""
    async with service.client(authorization=f"Bearer {await key_for(service, 'Old')}") as client:
        assert (await client.get("/ogc/collections")).status_code == 200
        await service.site.map_keys.revoke("Old", actor=ACTOR)
        assert (await client.get("/ogc/collections")).status_code == 401


async def test_a_key_for_one_building_shows_the_others_from_outside(service: Service) -> None:
    """Rooms, doors, cameras, views of that one; of the others the outline."""
    async with service.client(authorization=f"Bearer {await key_for(service, 'Narrow', OWN)}") as client:
        await assert_only_own_building(client)


async def test_a_link_reads_only_its_own_building(service: Service, officer: httpx.AsyncClient) -> None:
    """Whoever opened a link may take the map of that building along."""
    await assert_only_own_building(await service.device((await share(officer, OWN))["issued"]["url"]))


async def assert_only_own_building(client: httpx.AsyncClient) -> None:
    for name in COUNTS:
        page = await got(client, f"/collections/{name}/items?limit=1000")
        of = {it["properties"]["building_id"] for it in page["features"]}
        assert of - {OWN, None} == ({"high-school", "athletic-center"} if name == "buildings" else set())
    assert (await client.get("/ogc/collections/cameras/items/main-lobby")).status_code == 404
    assert (await client.get("/ogc/collections/cameras/items/elementary-main-hall")).status_code == 200


async def test_staff_reads_it_with_the_console_s_cookie(officer: httpx.AsyncClient) -> None:
    """To look at it in a browser."""
    assert (await got(officer, "/collections/units/items?as=staff"))["numberMatched"] == COUNTS["units"]


async def test_a_stranger_is_told_to_bring_a_key(browser: httpx.AsyncClient) -> None:
    """In the way that HTTP clients look for."""
    for path in ("", "/api", "/conformance", "/collections", "/collections/units/items"):
        answer = await browser.get(f"/ogc{path}", headers={"authorization": "Bearer " + "x" * 43})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")


# -- the standard --------------------------------------------------------------------------------


async def test_every_link_leads_somewhere_of_the_type_it_says(
    service: Service, desktop: httpx.AsyncClient
) -> None:
    """OGC 17-069r4, 7.2 and 7.13: from the landing page on."""
    seen: set[str] = set()
    waiting = [(f"{service.site.origin}/ogc", "application/json")]
    while waiting:
        url, media_type = waiting.pop()
        if url in seen or "offset=2" in url:
            continue
        seen.add(url)
        answer = await desktop.get(url)
        assert answer.status_code == 200, url
        assert answer.headers["content-type"] == media_type, url
        waiting += [(it["href"], it["type"]) for it in links_in(answer.json())]
    assert len(seen) > 3 * len(COUNTS)


def links_in(value: object) -> list[dict[str, str]]:
    """All links in an answer, those of its parts too."""
    if isinstance(value, list):
        return [link for item in value for link in links_in(item)]
    if not isinstance(value, dict):
        return []
    return [
        *value.get("links", []),
        *(link for key, item in value.items() if key != "links" for link in links_in(item)),
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/collections/people", 404),
        ("/collections/people/items", 404),
        ("/collections/cameras/items/nobody", 404),
        ("/collections/cameras/items?bbox=1,2,3", 400),
        ("/collections/cameras/items?datetime=yesterday", 400),
        ("/collections/cameras/items?colour=red", 400),
        ("/collections/cameras/items?limit=many", 400),
    ],
)
async def test_what_is_wrong_is_said(desktop: httpx.AsyncClient, path: str, status: int) -> None:
    """As a problem, with a reason."""
    answer = await desktop.get(f"/ogc{path}")
    assert answer.status_code == status
    assert answer.json()["detail"]


@pytest.mark.parametrize("limit", ["0", "100000"])
async def test_a_limit_out_of_range_is_clamped(desktop: httpx.AsyncClient, limit: str) -> None:
    """GDAL asks in tens, QGIS in hundreds, pyogrio in thousands: none of them is turned away."""
    assert (await got(desktop, f"/collections/units/items?limit={limit}"))["numberMatched"] == COUNTS["units"]


async def test_a_level_is_selected(desktop: httpx.AsyncClient) -> None:
    """One storey at a time."""
    upstairs = await got(desktop, "/collections/cameras/items?level=high-school-2")
    assert {it["properties"]["level_id"] for it in upstairs["features"]} == {"high-school-2"}
