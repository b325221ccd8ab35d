"""Who sees this room or this point, over HTTP: as the library says, cut to what the caller may see."""

import httpx
import pytest

from gis.campus import Campus
from gis.coverage import Coverage

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")

A, B = "high-school", "athletic-center"


def unit_of(campus: Campus, level_id: str, name: str) -> str:
    return next(it.unit_id for it in campus.units_of(level_id) if it.name == name)


async def test_the_cameras_of_a_room_best_first(service: Service, officer: httpx.AsyncClient) -> None:
    """The library's answer, with names."""
    lobby = unit_of(service.site.campus, f"{A}-1", "Main lobby")
    answer = (await officer.get(f"/api/campus/units/{lobby}/cameras")).json()
    expected = Coverage(service.site.campus).of_unit(lobby)
    assert answer["title"] == "Main lobby"
    assert [it["camera_id"] for it in answer["cameras"]] == [it.camera_id for it in expected]
    assert answer["cameras"][0]["name"] == "Main lobby"
    assert 0 < answer["cameras"][0]["share"] <= 1


async def test_the_cameras_of_a_point(service: Service, officer: httpx.AsyncClient) -> None:
    """A camera sees the place just in front of it, on its own level only."""
    camera = service.site.campus.camera_by_id["main-lobby"]
    seen = Coverage(service.site.campus).view("main-lobby")
    assert seen is not None
    point = seen.representative_point()
    where = {"longitude": point.x, "latitude": point.y}
    here = await officer.get("/api/campus/cameras-at", params=where | {"level_id": camera.level_id})
    above = await officer.get("/api/campus/cameras-at", params=where | {"level_id": f"{A}-2"})
    outside = await officer.get("/api/campus/cameras-at", params=where)
    assert "main-lobby" in [it["camera_id"] for it in here.json()["cameras"]]
    assert "main-lobby" not in [it["camera_id"] for it in above.json()["cameras"]]
    assert "main-lobby" not in [it["camera_id"] for it in outside.json()["cameras"]]


async def test_a_link_is_not_told_of_the_cameras_of_another_building(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """Even where they see ground that everybody sees."""
    device = await service.device((await share(officer, A))["issued"]["url"])
    seen = Coverage(service.site.campus).view("gym-parking")
    assert seen is not None
    point = seen.representative_point()
    where = {"longitude": point.x, "latitude": point.y}
    for_staff = await officer.get("/api/campus/cameras-at", params=where)
    for_link = await device.get("/api/campus/cameras-at", params=where)
    assert "gym-parking" in [it["camera_id"] for it in for_staff.json()["cameras"]]
    assert "gym-parking" not in [it["camera_id"] for it in for_link.json()["cameras"]]


async def test_a_room_of_another_building_looks_like_none(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """A link does not learn which rooms exist; staff is told that one does not."""
    device = await service.device((await share(officer, A))["issued"]["url"])
    other = unit_of(service.site.campus, f"{B}-1", "Weight room")
    for unit_id in (other, "no-such-room"):
        answer = await device.get(f"/api/campus/units/{unit_id}/cameras")
        assert (answer.status_code, answer.json()["type"]) == (403, "not-allowed")
    answer = await officer.get("/api/campus/units/no-such-room/cameras")
    assert (answer.status_code, answer.json()["type"]) == (404, "not-found")


@pytest.mark.parametrize(
    "where",
    [
        {"longitude": "nan", "latitude": "40"},
        {"longitude": "-82.7", "latitude": "91"},
        {"longitude": "inf", "latitude": "40"},
        {"longitude": "-82.7"},
        {"longitude": "west", "latitude": "40"},
    ],
)
async def test_a_point_that_is_none(officer: httpx.AsyncClient, where: dict[str, str]) -> None:
    """Refused with a reason."""
    answer = await officer.get("/api/campus/cameras-at", params=where)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")


async def test_the_other_end_of_the_world_is_seen_by_nobody(officer: httpx.AsyncClient) -> None:
    """A phone whose position is wrong gets an empty answer."""
    for longitude, latitude in ((97.26, -40.12), (0.0, 90.0), (180.0, 0.0)):
        where = {"longitude": longitude, "latitude": latitude}
        assert (await officer.get("/api/campus/cameras-at", params=where)).json()["cameras"] == []
