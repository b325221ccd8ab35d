"""A picture of the grounds under the map: from the site's own file, for those who may see the map."""

import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest
from msgspec import structs

from responder.app import running
from responder.settings import CampusSettings, SettingsError
from responder.site_check import Weight, check_site
from responder.web.basemap import Basemap

from .service import Service, add_officer, settings_for, share

PICTURE = b"\x89PNG not really"
METADATA = {"format": "png", "minzoom": "14", "maxzoom": "19", "bounds": "-75.2,40.0,-75.1,40.1"}
# Zoom, column, and the row counted from the south.
TILE = (14, 4770, 10181)


def mbtiles(path: Path, metadata: dict[str, str]) -> Path:
    """A file with one tile."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE metadata (name text, value text)")
        file.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        file.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)"
        )
        file.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (*TILE, PICTURE))
    return path


async def test_a_site_with_a_picture(tmp_path: Path, built_client: Path) -> None:
    """Those who may see the map are told of it and get its tiles; where it ends, there is none."""
    path = mbtiles(tmp_path / "aerial.mbtiles", METADATA | {"attribution": '<a href="x">© County GIS</a>'})
    settings = settings_for(tmp_path / "data", built_client)
    campus = CampusSettings(path=settings.campus.path, basemap=path)
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(running(structs.replace(settings, campus=campus)))
        await add_officer(site)
        service = Service(site, stack)
        officer = await service.signed_in()
        device = await service.device((await share(officer, "high-school"))["issued"]["url"])
        told = (await device.get("/api/permit")).json()["basemap"]
        assert told == {
            "attribution": "© County GIS",
            "min_zoom": 14,
            "max_zoom": 19,
            "bounds": [-75.2, 40.0, -75.1, 40.1],
        }
        tile = await device.get(f"/api/campus/basemap/14/4770/{2**14 - 1 - 10181}")
        assert (tile.status_code, tile.content) == (200, PICTURE)
        assert tile.headers["content-type"] == "image/png"
        for place in ("14/0/0", "0/5/5", "14/4770/-1"):
            assert (await device.get(f"/api/campus/basemap/{place}")).status_code == 404
        assert (await device.get("/api/campus/basemap/99/0/0")).status_code == 400
        stranger = await service.kept_client()
        assert (await stranger.get("/api/campus/basemap/14/4770/6202")).status_code == 401


@pytest.mark.parametrize(
    ("metadata", "says"),
    [
        (METADATA | {"format": "pbf"}, "raster"),
        ({"format": "png"}, "minzoom"),
        (METADATA | {"maxzoom": "many"}, "describes itself wrongly"),
        (METADATA | {"bounds": "1,2,3"}, "describes itself wrongly"),
    ],
)
def test_a_file_without_raster_tiles(tmp_path: Path, metadata: dict[str, str], says: str) -> None:
    """It is named, with what is wrong with it."""
    with pytest.raises(SettingsError, match=says):
        Basemap(mbtiles(tmp_path / "odd.mbtiles", metadata))


@pytest.mark.parametrize("content", [None, b"a photograph"])
def test_a_file_that_is_none(tmp_path: Path, content: bytes | None) -> None:
    """Missing, or no MBTiles at all."""
    path = tmp_path / "aerial.mbtiles"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match="cannot be read as MBTiles"):
        Basemap(path)


def test_the_check_of_a_site_names_it(tmp_path: Path, built_client: Path) -> None:
    """Before anybody starts the service."""
    settings = settings_for(tmp_path / "data", built_client)
    campus = CampusSettings(path=settings.campus.path, basemap=tmp_path / "missing.mbtiles")
    findings = check_site(structs.replace(settings, campus=campus))
    assert [it.subject for it in findings if it.weight is Weight.ERROR] == ["campus.basemap"]
