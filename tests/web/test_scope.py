"""A link to building A gets nothing of building B but its outline, by any path."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")

A, B = "high-school", "athletic-center"
CAMERA_OF_B, OUTDOOR_CAMERA_OF_B, LEVEL_OF_B = "main-gym-north", "gym-parking", "athletic-center-1"


@pytest_asyncio.fixture(loop_scope="session")
async def device(service: Service, officer: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """A phone with a link to building A."""
    yield await service.device((await share(officer, A))["issued"]["url"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/api/posters/{CAMERA_OF_B}"),
        ("GET", f"/api/posters/{OUTDOOR_CAMERA_OF_B}"),
        ("GET", f"/api/campus/levels/{LEVEL_OF_B}"),
        ("GET", f"/api/campus/buildings/{B}/outdoor"),
        ("GET", f"/api/campus/buildings/{B}/entrances"),
        ("GET", f"/api/campus/levels/{LEVEL_OF_B}/blind-spots"),
        ("GET", f"/api/campus/cameras-at?longitude=-82.74&latitude=40.12&level_id={LEVEL_OF_B}"),
        ("POST", f"/whep/{CAMERA_OF_B}"),
        ("PATCH", f"/whep/{CAMERA_OF_B}/some-session"),
        ("DELETE", f"/whep/{CAMERA_OF_B}/some-session"),
    ],
)
async def test_nothing_of_another_building(device: httpx.AsyncClient, method: str, path: str) -> None:
    """Refused before anything about the camera or level is looked at."""
    answer = await device.request(method, path)
    assert (answer.status_code, answer.json()["type"]) == (403, "not-allowed")


@pytest.mark.parametrize("camera_id", ["no-such-camera", "%00", "x" * 300])
async def test_a_camera_that_is_not_there_looks_like_one_of_another_building(
    device: httpx.AsyncClient, camera_id: str
) -> None:
    """A link does not learn which cameras exist."""
    assert (await device.get(f"/api/posters/{camera_id}")).status_code == 403


async def test_staff_is_told_what_does_not_exist(officer: httpx.AsyncClient) -> None:
    """Who may see everything may also know that something is not there."""
    for path in (
        "/api/posters/no-such-camera",
        "/api/posters/main-lobby",
        "/api/campus/levels/no-such-level",
        "/api/campus/levels/grounds",
        "/api/campus/buildings/no-such-building/outdoor",
    ):
        answer = await officer.get(path)
        assert (answer.status_code, answer.json()["type"]) == (404, "not-found"), path


async def test_the_own_building_from_inside(device: httpx.AsyncClient) -> None:
    """Rooms, doors and cameras of every level, and the cameras outside."""
    for path in (
        f"/api/campus/levels/{A}-1",
        f"/api/campus/levels/{A}-2",
        f"/api/campus/buildings/{A}/outdoor",
    ):
        answer = await device.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"] == "application/geo+json"
        assert answer.headers["cache-control"] == "private, no-cache"
        cameras = [one for one in answer.json()["features"] if one["properties"]["kind"] == "camera"]
        assert cameras, path
        assert {one["properties"]["building_id"] for one in cameras} == {A}


async def test_the_outline_shows_every_building_and_no_camera(device: httpx.AsyncClient) -> None:
    """A responder finds the way between buildings; what is inside the others stays inside."""
    answer = await device.get("/api/campus/outline")
    kinds = [one["properties"]["kind"] for one in answer.json()["features"]]
    assert kinds.count("building") == 3
    assert not {"camera", "view", "unit", "opening"} & set(kinds)


async def test_a_layer_is_sent_once(device: httpx.AsyncClient) -> None:
    """A reload costs a few bytes, but the permit is asked every time."""
    first = await device.get(f"/api/campus/levels/{A}-1")
    again = await device.get(f"/api/campus/levels/{A}-1", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = await device.get(
        f"/api/campus/levels/{LEVEL_OF_B}", headers={"if-none-match": first.headers["etag"]}
    )
    assert other.status_code == 403


async def test_without_a_link_there_is_not_even_an_outline(browser: httpx.AsyncClient) -> None:
    """The map of a school is not for everybody."""
    for path in (
        "/api/campus/outline",
        f"/api/campus/levels/{A}-1",
        "/api/posters/main-lobby",
        "/api/permit",
    ):
        answer = await browser.get(path)
        assert (answer.status_code, answer.json()["type"]) == (401, "not-signed-in"), path
