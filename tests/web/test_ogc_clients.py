"""Desktop GIS reads the campus under `/ogc`: GDAL, pyogrio and OWSLib, all of it, by page and by extent."""

import asyncio
import json
import os
import shutil
import sys

import pytest
from owslib.ogcapi.features import Features

from tests.gis.conftest import COUNTS

from .map_reader import OWN
from .service import Service

pytestmark = pytest.mark.asyncio(loop_scope="session")

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
async def test_ogrinfo_reads_every_collection(service: Service, map_key: str) -> None:
    """Page by page, ten at a time."""
    url = f"OAPIF:{service.site.origin}/ogc"
    layers = await output_of("ogrinfo", "-ro", "-q", url, **authorised(map_key))
    assert {line.split()[1] for line in layers.splitlines()} == set(COUNTS)
    for name, count in COUNTS.items():
        command = ("ogrinfo", "-ro", "-q", "-oo", "PAGE_SIZE=10", "-geom=NO", url, name)
        read = await output_of(*command, **authorised(map_key))
        assert read.count("OGRFeature(") == count, name


@needs_ogrinfo
async def test_ogrinfo_asks_by_extent(service: Service, map_key: str) -> None:
    """As QGIS does when somebody zooms in."""
    bounds = service.site.campus.building_by_id[OWN].footprint.bounds
    url = f"OAPIF:{service.site.origin}/ogc"
    extent = [str(it) for it in bounds]
    command = ("ogrinfo", "-ro", "-q", "-spat", *extent, "-geom=NO", url, "levels")
    read = await output_of(*command, **authorised(map_key))
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


async def test_pyogrio_reads_every_collection(service: Service, map_key: str) -> None:
    """As a notebook of the GIS department would."""
    read = await read_with_pyogrio(service, map_key, None)
    assert {name: len(rows) for name, rows in read.items()} == COUNTS


async def test_pyogrio_asks_by_extent(service: Service, map_key: str) -> None:
    """Every collection, cut to one building."""
    read = await read_with_pyogrio(service, map_key, service.site.campus.building_by_id[OWN].footprint.bounds)
    for name in ("levels", "units"):
        assert {it for it in read[name] if isinstance(it, str)} == {OWN}
    assert 0 < len(read["cameras"]) < COUNTS["cameras"]


async def test_owslib_reads_every_collection(service: Service, map_key: str) -> None:
    """The client that other services in Python are built with: it follows the pages by offset."""
    read = await asyncio.to_thread(read_with_owslib, f"{service.site.origin}/ogc", map_key)
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


async def test_owslib_asks_by_extent_and_for_one_feature(service: Service, map_key: str) -> None:
    """And gets what the map says."""
    lobby = service.site.campus.camera_by_id["main-lobby"]
    near = [lobby.longitude - 1e-5, lobby.latitude - 1e-5, lobby.longitude + 1e-5, lobby.latitude + 1e-5]

    def ask() -> tuple[list[str], str]:
        client = Features(f"{service.site.origin}/ogc", headers={"Authorization": f"Bearer {map_key}"})
        page = client.collection_items("cameras", bbox=near)
        one = client.collection_item("cameras", "main-lobby")
        return [it["id"] for it in page["features"]], one["properties"]["name"]

    assert await asyncio.to_thread(ask) == (["main-lobby"], "Main lobby")
