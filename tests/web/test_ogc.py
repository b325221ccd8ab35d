"""Desktop GIS reads the campus under `/ogc`: GDAL, pyogrio and OWSLib, all of it, by page and by extent."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from owslib.ogcapi.features import Features

from responder.access.audit import Actor, Source

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")

A, B = "elementary-school", "high-school"
ACTOR = Actor(identity="test", source=Source.COMMAND_LINE)
COUNTS = {
    "buildings": 3,
    "levels": 5,
    "units": 215,
    "openings": 216,
    "amenities": 36,
    "cameras": 28,
    "views": 28,
}


async def key_for(service: Service, name: str, *building_ids: str) -> str:
    _, secret = await service.site.map_keys.issue(
        name, building_ids=building_ids or None, lifetime_s=3600, actor=ACTOR
    )
    return secret


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def key(service: Service) -> str:
    """A key of somebody who may see the whole campus."""
    return await key_for(service, "County GIS")


@pytest_asyncio.fixture(loop_scope="session")
async def desktop(service: Service, key: str) -> AsyncIterator[httpx.AsyncClient]:
    async with service.client(authorization=f"Bearer {key}") as client:
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
    async with service.client(authorization=f"Bearer {await key_for(service, 'Narrow', A)}") as client:
        await only_own_building(client)


async def test_a_link_reads_only_its_own_building(service: Service, officer: httpx.AsyncClient) -> None:
    """Whoever opened a link may take the map of that building along."""
    await only_own_building(await service.device((await share(officer, A))["issued"]["url"]))


async def only_own_building(client: httpx.AsyncClient) -> None:
    for name in COUNTS:
        page = await got(client, f"/collections/{name}/items?limit=1000")
        of = {it["properties"]["building_id"] for it in page["features"]}
        assert of - {A, None} == ({"high-school", "athletic-center"} if name == "buildings" else set())
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


# -- real clients --------------------------------------------------------------------------------

needs_ogrinfo = pytest.mark.skipif(
    shutil.which("ogrinfo") is None and "REQUIRE_GDAL" not in os.environ,
    reason="there is no ogrinfo on PATH: install GDAL's command-line tools (Debian: gdal-bin)",
)


async def output_of(*command: str, **environment: str) -> str:
    """What a program prints, run beside the service, which it asks."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | environment,
    )
    async with asyncio.timeout(60):
        printed, complaint = await process.communicate()
    assert process.returncode == 0, complaint.decode()
    return printed.decode()


def authorised(key: str) -> dict[str, str]:
    """As GDAL 3.6 takes it, and as later ones do."""
    return {
        "GDAL_HTTP_HEADERS": f"Authorization: Bearer {key}",
        "GDAL_HTTP_AUTH": "BEARER",
        "GDAL_HTTP_BEARER": key,
    }


@needs_ogrinfo
async def test_ogrinfo_reads_every_collection(service: Service, key: str) -> None:
    """Page by page, ten at a time."""
    url = f"OAPIF:{service.site.origin}/ogc"
    layers = await output_of("ogrinfo", "-ro", "-q", url, **authorised(key))
    assert {line.split()[1] for line in layers.splitlines()} == set(COUNTS)
    for name, count in COUNTS.items():
        command = ("ogrinfo", "-ro", "-q", "-oo", "PAGE_SIZE=10", "-geom=NO", url, name)
        read = await output_of(*command, **authorised(key))
        assert read.count("OGRFeature(") == count, name


@needs_ogrinfo
async def test_ogrinfo_asks_by_extent(service: Service, key: str) -> None:
    """As QGIS does when somebody zooms in."""
    bounds = service.site.campus.building_by_id[A].footprint.bounds
    url = f"OAPIF:{service.site.origin}/ogc"
    extent = [str(it) for it in bounds]
    command = ("ogrinfo", "-ro", "-q", "-spat", *extent, "-geom=NO", url, "levels")
    read = await output_of(*command, **authorised(key))
    assert "elementary-school-1" in read
    assert "high-school-1" not in read


@needs_ogrinfo
async def test_ogrinfo_without_a_key_reads_nothing(service: Service) -> None:
    """GDAL says so, and so do we."""
    with pytest.raises(AssertionError, match="401"):
        await output_of("ogrinfo", "-ro", "-q", f"OAPIF:{service.site.origin}/ogc")


# In a process of its own: GDAL holds the interpreter's lock while it waits for the service.
READ_WITH_PYOGRIO = """
import json, sys
import pyogrio

url, bbox = json.loads(sys.argv[1])
names = pyogrio.list_layers(url)[:, 0].tolist()
frames = {name: pyogrio.read_dataframe(url, layer=name, bbox=bbox and tuple(bbox)) for name in names}
print(json.dumps({name: frame["building_id"].tolist() for name, frame in frames.items()}))
"""


async def read_with_pyogrio(
    service: Service, key: str, bbox: tuple[float, ...] | None
) -> dict[str, list[str]]:
    asked = json.dumps([f"OAPIF:{service.site.origin}/ogc", bbox])
    printed = await output_of(sys.executable, "-c", READ_WITH_PYOGRIO, asked, **authorised(key))
    read: dict[str, list[str]] = json.loads(printed)
    return read


async def test_pyogrio_reads_every_collection(service: Service, key: str) -> None:
    """As a notebook of the GIS department would."""
    read = await read_with_pyogrio(service, key, None)
    assert {name: len(rows) for name, rows in read.items()} == COUNTS


async def test_pyogrio_asks_by_extent(service: Service, key: str) -> None:
    """Every collection, cut to one building."""
    read = await read_with_pyogrio(service, key, service.site.campus.building_by_id[A].footprint.bounds)
    for name in ("levels", "units"):
        assert {it for it in read[name] if isinstance(it, str)} == {A}
    assert 0 < len(read["cameras"]) < COUNTS["cameras"]


async def test_owslib_reads_every_collection(service: Service, key: str) -> None:
    """The client that other services in Python are built with: it follows the pages by offset."""
    read = await asyncio.to_thread(read_with_owslib, f"{service.site.origin}/ogc", key)
    assert {name: len(set(found)) for name, found in read.items()} == COUNTS
    assert {name: len(found) for name, found in read.items()} == COUNTS


def read_with_owslib(url: str, key: str, page: int = 50) -> dict[str, list[str]]:
    """Collection -> the ids of its features, all pages."""
    client = Features(url, headers={"Authorization": f"Bearer {key}"})
    assert client.api()["openapi"].startswith("3.0")
    assert client.conformance()["conformsTo"]
    found: dict[str, list[str]] = {}
    for name in client.feature_collections():
        found[name] = []
        while True:
            got = client.collection_items(name, limit=page, offset=len(found[name]))
            found[name] += [it["id"] for it in got["features"]]
            if not any(link["rel"] == "next" for link in got["links"]):
                break
    return found


async def test_owslib_asks_by_extent_and_for_one_feature(service: Service, key: str) -> None:
    """And gets what the map says."""
    lobby = service.site.campus.camera_by_id["main-lobby"]
    near = [lobby.longitude - 1e-5, lobby.latitude - 1e-5, lobby.longitude + 1e-5, lobby.latitude + 1e-5]

    def ask() -> tuple[list[str], str]:
        client = Features(f"{service.site.origin}/ogc", headers={"Authorization": f"Bearer {key}"})
        page = client.collection_items("cameras", bbox=near)
        one = client.collection_item("cameras", "main-lobby")
        return [it["id"] for it in page["features"]], one["properties"]["name"]

    assert await asyncio.to_thread(ask) == (["main-lobby"], "Main lobby")
