"""Ways over HTTP: from a door or a phone to a room, through nothing that the caller may not see."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")

A, B = "high-school", "athletic-center"

Asked = dict[str, str | float | Sequence[str | float]]


def unit_of(service: Service, level_id: str, number: str) -> str:
    return next(it.unit_id for it in service.site.campus.units_of(level_id) if number in (it.number, it.name))


async def entrances(client: httpx.AsyncClient, building_id: str = A) -> list[dict[str, Any]]:
    answer = await client.get(f"/api/campus/buildings/{building_id}/entrances")
    assert answer.status_code == 200, answer.text
    places: list[dict[str, Any]] = answer.json()["places"]
    return places


async def test_entrances_in_the_order_of_their_numbers(officer: httpx.AsyncClient) -> None:
    """As they are counted round the building."""
    titles = [it["title"] for it in await entrances(officer)]
    assert titles[0] == "Door 1, Main entrance"
    numbers = [int("".join(filter(str.isdigit, it))) for it in titles]
    assert numbers == sorted(numbers)
    assert len(numbers) > 9


async def test_a_way_from_an_entrance(service: Service, officer: httpx.AsyncClient) -> None:
    """Leg by leg, upstairs, with the cameras along it in order."""
    start = (await entrances(officer))[0]["place_id"]
    goal = unit_of(service, f"{A}-2", "201")
    answer = await officer.get("/api/campus/route", params={"to": goal, "entrance": start})
    assert answer.status_code == 200, answer.text
    way = answer.json()
    assert way["title"].startswith("201")
    assert (way["level_changes"], way["legs"][0]["name"]) == (1, "Outside")
    assert any(leg["kind"] in ("stairs", "elevator") for leg in way["legs"])
    assert way["legs"][-1]["level_id"] == f"{A}-2"
    assert way["legs"][-1]["level_name"]
    assert way["length_m"] == pytest.approx(sum(leg["length_m"] for leg in way["legs"]), abs=1)
    assert way["camera_ids"] == list(dict.fromkeys(it for leg in way["legs"] for it in leg["camera_ids"]))
    assert way["camera_ids"]


async def test_a_way_round_what_is_blocked(service: Service, officer: httpx.AsyncClient) -> None:
    """Shut the door and the way gets longer; shut them all and there is none, which is said."""
    doors = await entrances(officer)
    asked: Asked = {"to": unit_of(service, f"{A}-1", "143"), "longitude": -82.7403, "latitude": 40.1184}
    shortest = (await officer.get("/api/campus/route", params=asked)).json()
    used = next(leg["opening_id"] for leg in shortest["legs"] if leg["opening_id"])
    longer = (await officer.get("/api/campus/route", params=asked | {"blocked_opening": used})).json()
    assert longer["length_m"] > shortest["length_m"]
    shut = [it["place_id"] for it in doors]
    answer = await officer.get("/api/campus/route", params=asked | {"blocked_opening": shut})
    assert (answer.status_code, answer.json()["type"]) == (404, "no-route")
    assert "143" in answer.json()["detail"]


async def test_stairs_only(service: Service, officer: httpx.AsyncClient) -> None:
    """In a fire nobody takes the elevator."""
    start = (await entrances(officer))[0]["place_id"]
    asked = {"to": unit_of(service, f"{A}-2", "201"), "entrance": start, "elevators": "false"}
    way = (await officer.get("/api/campus/route", params=asked)).json()
    assert "elevator" not in [leg["kind"] for leg in way["legs"]]


async def test_a_link_is_led_through_its_own_building_only(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """Neither to nor from nor by way of another building, and past no camera of one."""
    device = await service.device((await share(officer, A))["issued"]["url"])
    campus = service.site.campus
    own, other = unit_of(service, f"{A}-1", "143"), unit_of(service, f"{B}-1", "Weight room")
    door_of_other = (await entrances(officer, B))[0]["place_id"]
    where: Asked = {"longitude": -82.7403, "latitude": 40.1184}
    wrong: list[Asked] = [
        {"to": other, **where},
        {"to": "no-such-room", **where},
        {"to": own, "entrance": door_of_other},
        {"to": own, "entrance": "no-such-door"},
        {"to": own, **where, "level_id": f"{B}-1"},
        {"to": own, **where, "blocked_unit": other},
        {"to": own, **where, "blocked_opening": door_of_other},
    ]
    for asked in wrong:
        answer = await device.get("/api/campus/route", params=asked)
        assert (answer.status_code, answer.json()["type"]) == (403, "not-allowed"), asked
    way = (await device.get("/api/campus/route", params=where | {"to": own})).json()
    assert {campus.camera_by_id[it].building_id for it in way["camera_ids"]} <= {A}


@pytest.mark.parametrize(
    "start", [{}, {"longitude": "-82.7"}, {"longitude": "nan", "latitude": "nan"}], ids=str
)
async def test_a_way_needs_a_beginning(
    service: Service, officer: httpx.AsyncClient, start: dict[str, str]
) -> None:
    """Refused with a reason."""
    asked = {"to": unit_of(service, f"{A}-1", "143"), **start}
    answer = await officer.get("/api/campus/route", params=asked)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")


async def test_a_phone_that_is_lost_gets_an_answer(service: Service, officer: httpx.AsyncClient) -> None:
    """From anywhere on Earth: a way or the word that there is none, never a failure."""
    goal = unit_of(service, f"{A}-1", "143")
    for longitude, latitude in ((97.26, -40.12), (0.0, 90.0), (180.0, 0.0), (-82.7403, 40.118)):
        asked: Asked = {"to": goal, "longitude": longitude, "latitude": latitude}
        assert (await officer.get("/api/campus/route", params=asked)).status_code in (200, 404)
