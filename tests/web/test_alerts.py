"""A detector calls: an incident is on the console, and no agency has a link."""

import json
from typing import Any

import httpx
import pytest

from .service import ALERT_SECRET, PANIC_SECRET, Service
from .test_panic import call

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALERT: dict[str, Any] = {
    "detector": "gunshot-7",
    "building_ids": ["high-school"],
    "kind": "police",
    "reason": "Shot, hall B",
}


async def alert(
    client: httpx.AsyncClient,
    message_id: str,
    secret: str = ALERT_SECRET,
    change: dict[str, object] | None = None,
) -> httpx.Response:
    """As the detector's maker does."""
    body = json.dumps(ALERT | (change or {})).encode()
    return await call(client, message_id, body, secret=secret, path="/hooks/alert")


async def test_opens_an_incident_without_a_link(
    browser: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    """Once, however often it rings."""
    answer = await alert(browser, "alert-1")
    assert answer.status_code == 200, answer.text
    assert (await alert(browser, "alert-2")).json() == answer.json()
    incidents = (await officer.get("/api/overview")).json()["incidents"]
    (found,) = [one for one in incidents if one["incident_id"] == answer.json()["incident_id"]]
    assert (found["opened_by"], found["links"]) == ("detector: gunshot-7", [])


async def test_names_where_it_was_raised(
    service: Service, browser: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    """Phones are told its cameras and its room; a later alert comes first, an unknown one is named."""
    detector = {"detector": "gunshot-8"}
    answer = await alert(browser, "alert-6", change=detector | {"camera_ids": ["north-hall"], "room": "101"})
    assert answer.json()["not_understood"] == []
    again = await alert(browser, "alert-7", change=detector | {"camera_ids": ["main-lobby", "nothing"]})
    assert again.json() == answer.json() | {"not_understood": ["These buildings have no camera 'nothing'."]}

    incident_id = answer.json()["incident_id"]
    shared = await officer.post(f"/api/incidents/{incident_id}/links", json={"agency": "Police"})
    device = await service.device(shared.json()["url"])
    told = (await device.get("/api/permit")).json()["alert"]
    assert told["camera_ids"] == ["main-lobby", "north-hall"]
    assert (told["place"]["name"].split()[0], told["place"]["level_id"]) == ("101", "high-school-1")
    moments = (await officer.get(f"/api/incidents/{incident_id}/timeline")).json()["moments"]
    located = [it["detail"] for it in moments if it["kind"] == "alert_located"]
    assert (located[0].startswith("at 101"), located[1]) == (True, "camera main-lobby")


async def test_a_link_without_the_camera_is_not_told_of_it(
    service: Service, browser: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    """A link of a group of cameras learns of no other, whatever rang there."""
    answer = await alert(browser, "alert-8", change={"detector": "door-1", "camera_ids": ["north-hall"]})
    request = {"agency": "Police", "camera_groups": ["parking"]}
    shared = await officer.post(f"/api/incidents/{answer.json()['incident_id']}/links", json=request)
    device = await service.device(shared.json()["url"])
    view = (await device.get("/api/permit")).json()
    assert "north-hall" not in [it["camera_id"] for it in view["cameras"]]
    assert view.get("alert") is None
    assert "north-hall" not in (await device.get("/api/timeline")).text


async def test_the_secret_of_a_detector_is_not_the_panic_buttons(browser: httpx.AsyncClient) -> None:
    """Whoever may ring may not let anybody in, and the other way round."""
    assert (await alert(browser, "alert-3", PANIC_SECRET)).json()["type"] == "webhook-refused"
    assert (await call(browser, "alert-4", secret=ALERT_SECRET)).json()["type"] == "webhook-refused"


@pytest.mark.parametrize("change", [{"building_ids": ["nowhere"]}, {"kind": "party"}, {"detector": ""}])
async def test_one_that_makes_no_sense_is_refused(
    browser: httpx.AsyncClient, change: dict[str, object]
) -> None:
    """With what is wrong."""
    answer = await alert(browser, "alert-5", change=change)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")
