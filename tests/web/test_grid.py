"""The printed grid over HTTP: both ways, for whoever sees the campus from outside."""

import httpx
import pytest

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_there_and_back(service: Service, officer: httpx.AsyncClient) -> None:
    """`c 4` is a square whose middle is in C4."""
    device = await service.device((await share(officer, "high-school"))["issued"]["url"])
    square = (await device.get("/api/campus/grid/c-4")).json()
    assert square["reference"] == "C4"
    where = {"longitude": square["longitude"], "latitude": square["latitude"]}
    assert (await device.get("/api/campus/grid-reference", params=where)).json() == square


async def test_the_squares_to_draw(officer: httpx.AsyncClient) -> None:
    """Each with its reference, once."""
    answer = await officer.get("/api/campus/grid")
    assert answer.headers["content-type"] == "application/geo+json"
    references = [it["properties"]["id"] for it in answer.json()["features"]]
    assert references[:2] == ["A1", "B1"]
    assert len(set(references)) == len(references)


@pytest.mark.parametrize("path", ["grid/ZZ9", "grid/nonsense", "grid-reference?longitude=0&latitude=0"])
async def test_off_the_grid(officer: httpx.AsyncClient, path: str) -> None:
    """Said, with what was asked."""
    answer = await officer.get(f"/api/campus/{path}")
    assert (answer.status_code, answer.json()["type"]) == (404, "not-found")
    assert answer.json()["detail"]


async def test_blind_spots_of_the_own_building(service: Service, officer: httpx.AsyncClient) -> None:
    """What nobody sees of the level, as a layer to draw."""
    device = await service.device((await share(officer, "high-school"))["issued"]["url"])
    answer = await device.get("/api/campus/levels/high-school-1/blind-spots")
    assert [it["properties"]["kind"] for it in answer.json()["features"]] == ["blind-spot"]
    again = await device.get(
        "/api/campus/levels/high-school-1/blind-spots", headers={"if-none-match": answer.headers["etag"]}
    )
    assert again.status_code == 304
