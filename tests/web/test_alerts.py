"""A detector calls: an incident is on the console, and no agency has a link."""

import json
from typing import Any

import httpx
import pytest

from .service import ALERT_SECRET, PANIC_SECRET
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
