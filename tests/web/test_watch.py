"""Everybody who may see cameras can ask which: a link its own, staff those of their role."""

from typing import Any

import httpx
import pytest

from responder.access.account import Role

from .service import Service, share, signed_in_as

pytestmark = pytest.mark.asyncio(loop_scope="session")

MASKED = {"elementary-playground", "gym-parking"}


async def watchable(who: httpx.AsyncClient, query: str = "") -> dict[str, Any]:
    """What the answer says."""
    answer = await who.get(f"/api/cameras{query}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def ids(told: dict[str, Any]) -> set[str]:
    """Of the cameras."""
    return {camera["camera_id"] for camera in told["cameras"]}


async def test_facilities_staff_are_told_of_the_listed_cameras(service: Service) -> None:
    """And of which of them a part is hidden."""
    told = await watchable(await signed_in_as(service, Role.FACILITIES))
    assert (ids(told), told["masked_camera_ids"]) == ({"gym-parking"}, ["gym-parking"])
    assert told["cameras"][0]["name"] == "Athletic parking lot"
    assert [(it["name"], it["camera_count"]) for it in told["buildings"]] == [
        ("Maple Ridge Athletic Center", 1)
    ]
    assert told["watermark"].startswith("facilities · ")


async def test_staff_are_told_of_what_they_may_see_at_any_time(service: Service) -> None:
    """All cameras, or those of the own building; nothing is hidden from them."""
    campus = service.site.campus
    for role, expected in (
        (Role.SAFETY_OFFICER, set(campus.camera_by_id)),
        (Role.BUILDING_ADMIN, {it.camera_id for it in campus.cameras_of("athletic-center")}),
    ):
        told = await watchable(await signed_in_as(service, role))
        assert (ids(told), told["masked_camera_ids"]) == (expected, [])
        assert ids(told) & MASKED


async def test_a_link_is_told_of_its_own(service: Service, officer: httpx.AsyncClient) -> None:
    """Those of its building, whole, in the order of the permit."""
    device = await service.device((await share(officer, "athletic-center"))["issued"]["url"])
    told = await watchable(device)
    assert told["masked_camera_ids"] == []
    permit = (await device.get("/api/permit")).json()
    assert (told["cameras"], told["map_version"]) == (permit["cameras"], permit["map_version"])


async def test_who_sees_nothing_is_told_nothing(service: Service) -> None:
    """An auditor reads the record and watches no camera; a stranger neither."""
    auditor = await signed_in_as(service, Role.AUDITOR)
    assert (await auditor.get("/api/cameras")).status_code == 403
    assert (await (await service.kept_client()).get("/api/cameras")).status_code == 401
