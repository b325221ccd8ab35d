"""Search over HTTP: what people say, in the buildings that the caller may see."""

import asyncio
import contextlib
from typing import Any

import httpx
import pytest
import shapely

from responder.web.errors import Refusal

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")

A, B = "high-school", "athletic-center"


async def found(client: httpx.AsyncClient, query: str, **parameters: int) -> list[dict[str, Any]]:
    answer = await client.get("/api/campus/search", params={"q": query, **parameters})
    assert answer.status_code == 200, answer.text
    places: list[dict[str, Any]] = answer.json()["places"]
    return places


async def test_a_room_is_told_with_building_level_and_square(officer: httpx.AsyncClient) -> None:
    """Everything that one says on the radio."""
    best = next(it for it in await found(officer, "weight room") if it["kind"] == "unit")
    assert (best["kind"], best["building_name"], best["level_id"]) == (
        "unit",
        "Maple Ridge Athletic Center",
        f"{B}-1",
    )
    assert best["level_name"]
    ring = (await officer.get(f"/api/campus/grid/{best['grid']}")).json()["ring"]
    assert shapely.Polygon(ring).covers(shapely.Point(best["longitude"], best["latitude"]))


async def test_typing_errors_are_forgiven(officer: httpx.AsyncClient) -> None:
    """Gloves, rain, adrenaline."""
    assert "Library" in (await found(officer, "LIBARY"))[0]["title"]


async def test_a_link_finds_only_its_own_building(service: Service, officer: httpx.AsyncClient) -> None:
    """And the grounds, which everybody sees."""
    device = await service.device((await share(officer, A))["issued"]["url"])
    for query in ("gym", "weight room", "door", "camera", "aed", "101", "parking"):
        places = await found(device, query, limit=50)
        assert {it["building_id"] for it in places} <= {A, None}, query
    assert await found(officer, "weight room")
    assert not await found(device, "weight room")


async def test_no_more_than_asked(officer: httpx.AsyncClient) -> None:
    """A list on a phone is short."""
    assert len(await found(officer, "room", limit=3)) == 3


@pytest.mark.parametrize(
    "parameters", [{}, {"q": "x" * 101}, {"q": "gym", "limit": 0}, {"q": "gym", "limit": "x"}]
)
async def test_a_query_that_is_none(officer: httpx.AsyncClient, parameters: dict[str, str]) -> None:
    """Missing, endless, or for no answers."""
    answer = await officer.get("/api/campus/search", params=parameters)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")


async def test_who_asks_without_end_waits(service: Service, officer: httpx.AsyncClient) -> None:
    """One phone cannot keep the map from the others."""
    device = await service.device((await share(officer, A))["issued"]["url"])
    device_id = (await device.get("/api/permit")).json()["device_id"]

    async def ask_without_end() -> None:
        while True:
            with contextlib.suppress(Refusal):
                service.site.limits.ask_map(device_id)
            await asyncio.sleep(0)

    asking = asyncio.create_task(ask_without_end())
    try:
        async with asyncio.timeout(10):
            while (answer := await device.get("/api/campus/search", params={"q": "gym"})).status_code == 200:
                pass
    finally:
        asking.cancel()
    assert (answer.status_code, answer.json()["type"]) == (429, "too-many-requests")
    assert int(answer.headers["retry-after"]) >= 1
