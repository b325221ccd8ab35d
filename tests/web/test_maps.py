"""A new map is checked with every finding, and put in place while the service runs."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace

from gis.campus import Campus
from gis.export.imdf import imdf_files, imdf_zip
from gis.imdf import read_campus
from responder.access.account import Role
from responder.access.audit import AuditKind, AuditQuery

from .service import CAMPUS, Service, share, signed_in_as

pytestmark = pytest.mark.asyncio(loop_scope="session")

MAPS = "/api/campus/maps"
SCHOOL, GYM = "high-school", "athletic-center"
ROOM = "100"


@pytest_asyncio.fixture(loop_scope="session")
async def admin(surveyed: Service) -> httpx.AsyncClient:
    return await signed_in_as(surveyed, Role.DISTRICT_ADMIN)


def archive(change: Callable[[Campus], Campus] = lambda campus: campus, *, cameras: bool = False) -> bytes:
    """The demo campus as an IMDF archive, changed; without its cameras, as other programs write it."""
    campus = change(read_campus(CAMPUS))
    files = imdf_files(campus, created="2026-11-22T12:00:00Z")
    return imdf_zip({name: it for name, it in files.items() if cameras or name != "camera.geojson"})


def repainted(campus: Campus) -> Campus:
    """The first room has another name."""
    first, *others = campus.units
    return replace(campus, units=(replace(first, name="Map room"), *others))


def without_gym(campus: Campus) -> Campus:
    levels = tuple(it for it in campus.levels if it.building_id != GYM)
    stays = {it.level_id for it in levels}
    units = tuple(it for it in campus.units if it.level_id in stays)
    return replace(
        campus,
        buildings=tuple(it for it in campus.buildings if it.building_id != GYM),
        levels=levels,
        units=units,
        openings=tuple(it for it in campus.openings if it.level_id in stays),
        amenities=(),
        cameras=(),
    )


async def check(admin: httpx.AsyncClient, content: bytes) -> dict[str, Any]:
    answer = await admin.post(MAPS, content=content, headers={"content-type": "application/octet-stream"})
    assert answer.status_code == 200, answer.text
    checked: dict[str, Any] = answer.json()
    return checked


async def put(admin: httpx.AsyncClient, checked: dict[str, Any]) -> httpx.Response:
    return await admin.post(f"{MAPS}/{checked['candidate']['candidate_id']}")


async def test_a_new_map_takes_the_place_of_the_old_one(
    surveyed: Service, admin: httpx.AsyncClient, folder: Path
) -> None:
    """For every map from then on, with the cameras where they hung, on record; the old files are kept."""
    checked = await check(admin, archive(repainted))
    assert (checked["errors"], checked["candidate"]["inventory"]["cameras"]) == (0, 28)
    assert not any(checked["candidate"]["changes"].values())
    before = surveyed.site.campus
    assert (await put(admin, checked)).status_code == 204
    assert [it.name for it in surveyed.site.campus.units].count("Map room") == 1
    assert {it.camera_id for it in surveyed.site.campus.cameras} == {it.camera_id for it in before.cameras}
    assert read_campus(folder).units == surveyed.site.campus.units
    (former,) = surveyed.site.survey.former_maps.iterdir()
    assert read_campus(former).units == before.units
    query = AuditQuery(kinds=frozenset({AuditKind.MAP_REPLACED}))
    (found,) = [one async for one in surveyed.site.audit.read(query)]
    assert "28 cameras" in found.event.detail
    level = await admin.get(f"/api/campus/levels/{SCHOOL}-1")
    assert "Map room" in level.text
    assert (await put(admin, checked)).status_code == 404


async def test_a_map_with_errors_cannot_be_put_in_place(admin: httpx.AsyncClient) -> None:
    """Each says file, feature and reason; the errors come first."""
    whole = BytesIO(archive())
    broken = BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if name == "unit.geojson" else content)
    checked = await check(admin, broken.getvalue())
    assert checked["candidate"] is None
    assert checked["errors"] >= 1
    worst = checked["findings"][0]
    assert (worst["file"], worst["severity"]) == ("maple-ridge.zip/unit.geojson", "error")
    assert worst["reason"]


async def test_an_archive_that_leads_out_of_itself_is_an_error(admin: httpx.AsyncClient) -> None:
    """Nothing of it is unpacked anywhere."""
    malicious = BytesIO()
    with zipfile.ZipFile(malicious, "w") as target:
        target.writestr("../../manifest.json", "{}")
    checked = await check(admin, malicious.getvalue())
    assert checked["candidate"] is None
    assert "leads out of the archive" in checked["findings"][0]["reason"]


async def test_a_building_under_watch_is_not_taken_away(surveyed: Service, admin: httpx.AsyncClient) -> None:
    """Once its incident is closed it is; its cameras are nobody's any more, and others go on."""
    officer = await surveyed.signed_in()
    shared = await share(officer, GYM)
    elsewhere = await surveyed.device((await share(officer, SCHOOL))["issued"]["url"])
    checked = await check(admin, archive(without_gym))
    assert checked["candidate"]["changes"]["gone_buildings"] == ["Maple Ridge Athletic Center"]
    refused = await put(admin, checked)
    assert (refused.status_code, "Close it first" in refused.json()["detail"]) == (400, True)
    await officer.post(f"/api/incidents/{shared['incident']['incident_id']}/close")
    assert (await put(admin, checked)).status_code == 204
    buildings = (await officer.get("/api/overview")).json()["buildings"]
    assert GYM not in [one["building_id"] for one in buildings]
    assert (await officer.get("/api/posters/main-gym-north")).status_code == 404
    assert (await elsewhere.get(f"/api/campus/levels/{SCHOOL}-1")).status_code == 200
    assert (await put(admin, await check(admin, archive(cameras=True)))).status_code == 204
    assert (await officer.get(f"/api/campus/levels/{GYM}-1")).status_code == 200


async def test_a_map_that_was_checked_against_another_one_is_checked_again(
    surveyed: Service, admin: httpx.AsyncClient
) -> None:
    """A camera that somebody placed meanwhile must not go back to where it hung."""
    checked = await check(admin, archive(repainted))
    camera = surveyed.site.campus.camera_by_id["main-lobby"]
    placing = {
        "longitude": camera.longitude,
        "latitude": camera.latitude,
        "level_id": camera.level_id,
        "azimuth_deg": 12,
        "fov_deg": 90,
        "range_m": 15,
    }
    assert (await admin.put("/api/campus/cameras/main-lobby/placing", json=placing)).status_code == 200
    refused = await put(admin, checked)
    assert (refused.status_code, "Check it again" in refused.json()["detail"]) == (400, True)
    assert surveyed.site.campus.camera_by_id["main-lobby"].azimuth_deg == 12


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"%PDF-1.7 a plan on paper", "application/octet-stream", 400),
        (b"", "application/octet-stream", 400),
        (b"{}", "application/json", 415),
        (b"PK\x03\x04" + bytes(20 << 20), "application/octet-stream", 413),
    ],
    ids=["a plan", "nothing", "another type", "too large"],
)
async def test_what_is_no_map_is_refused(
    admin: httpx.AsyncClient, content: bytes, media_type: str, status: int
) -> None:
    """Before anything is unpacked."""
    answer = await admin.post(MAPS, content=content, headers={"content-type": media_type})
    assert answer.status_code == status, answer.text


async def test_a_campus_that_may_not_be_written_to_stays(
    surveyed: Service, admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service says so before it changes anything."""
    checked = await check(admin, archive(repainted))
    before = surveyed.site.campus
    # Whoever runs the tests may be root, whom no permission stops.
    monkeypatch.setattr("os.access", lambda path, mode: False)
    answer = await put(admin, checked)
    assert (answer.status_code, answer.json()["type"]) == (503, "campus-read-only")
    assert surveyed.site.campus is before


async def test_a_map_that_could_not_be_put_in_place_is_recorded_as_such(
    surveyed: Service, admin: httpx.AsyncClient, folder: Path
) -> None:
    """What was written down before it was tried is not the last word."""
    checked = await check(admin, archive(repainted))
    before = surveyed.site.campus
    # A file where the campus would be made ready: no folder can be copied there.
    in_the_way = folder.with_name(f".{folder.name}.incoming")
    in_the_way.write_text("")
    answer = await put(admin, checked)
    in_the_way.unlink()
    assert (answer.status_code, answer.json()["type"]) == (503, "campus-read-only")
    assert surveyed.site.campus is before
    query = AuditQuery(kinds=frozenset({AuditKind.MAP_REPLACED}))
    outcomes = [one.event.outcome async for one in surveyed.site.audit.read(query)]
    assert outcomes[-2:] == ["done", "campus-read-only"]
