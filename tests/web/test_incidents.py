"""Incidents and the console's overview."""

import httpx
import pytest

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_two_taps_share_a_building(officer: httpx.AsyncClient) -> None:
    """One request opens the incident and answers with the link, its QR code and nothing secret besides."""
    shared = await share(officer, "high-school")
    assert shared["incident"]["building_ids"] == ["high-school"]
    assert shared["incident"]["opened_by"] == "officer"
    assert shared["incident"]["closed_at_ms"] is None
    link = shared["issued"]["link"]
    assert link["state"] == "active"
    assert link["expires_at_ms"] - link["issued_at_ms"] == 4 * 3600 * 1000
    assert shared["issued"]["qr_svg"].startswith("<svg")
    assert "hmac" not in str(shared)


async def test_an_incident_may_be_opened_without_a_link(officer: httpx.AsyncClient) -> None:
    """And a link for another agency be added later."""
    answer = await officer.post(
        "/api/incidents", json={"building_ids": ["high-school"], "kind": "fire", "reason": "Smoke"}
    )
    assert answer.json()["issued"] is None
    incident_id = answer.json()["incident"]["incident_id"]
    issued = await officer.post(f"/api/incidents/{incident_id}/links", json={"agency": "Fire department"})
    assert issued.status_code == 201
    assert issued.json()["link"]["agency"] == "Fire department"


async def test_the_overview_shows_the_campus_and_its_incidents(officer: httpx.AsyncClient) -> None:
    """Newest first, with links and devices; every camera with its state."""
    earlier = await share(officer, "high-school")
    later = await share(officer, "athletic-center")
    overview = (await officer.get("/api/overview")).json()
    ids = [incident["incident_id"] for incident in overview["incidents"]]
    assert ids.index(later["incident"]["incident_id"]) < ids.index(earlier["incident"]["incident_id"])
    assert [one["building_id"] for one in overview["buildings"]] == [
        "high-school",
        "elementary-school",
        "athletic-center",
    ]
    assert overview["buildings"][0]["camera_count"] == 14
    assert [level["ordinal"] for level in overview["buildings"][0]["levels"]] == [0, 1]
    assert len(overview["cameras"]) == 28
    assert {camera["status"]["state"] for camera in overview["cameras"]} == {"unconfigured"}


async def test_closing_ends_the_links_and_stays_in_sight(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """What was closed today is still shown; closing twice says that it is closed."""
    shared = await share(officer, "high-school")
    incident_id = shared["incident"]["incident_id"]
    device = await service.device(shared["issued"]["url"])

    closed = await officer.post(f"/api/incidents/{incident_id}/close")
    assert closed.status_code == 200
    assert closed.json()["closed_at_ms"] is not None
    assert closed.json()["links"][0]["state"] == "closed"
    assert (await device.get("/api/permit")).json()["type"] == "incident-closed"
    overview = (await officer.get("/api/overview")).json()
    assert incident_id in [incident["incident_id"] for incident in overview["incidents"]]
    again = await officer.post(f"/api/incidents/{incident_id}/close")
    assert (again.status_code, again.json()["type"]) == (410, "incident-closed")


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"building_ids": ["no-such-building"]}, "no-such-building"),
        ({"building_ids": []}, "building_ids"),
        ({"kind": "party"}, "party"),
        ({"reason": ""}, "reason"),
        ({"reason": "   "}, "reason"),
        ({"reason": "x" * 201}, "reason"),
        ({"link": {"agency": "Police", "lifetime_s": 1}}, "lifetime_s"),
        ({"link": {"agency": "Police", "device_limit": 0}}, "device_limit"),
        ({"link": {"agency": ""}}, "agency"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_an_incident_that_makes_no_sense_is_refused(
    officer: httpx.AsyncClient, change: dict[str, object], detail: str
) -> None:
    """The answer names what is wrong."""
    request = {"building_ids": ["high-school"], "kind": "police", "reason": "Report of a weapon"} | change
    answer = await officer.post("/api/incidents", json=request)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")
    assert detail in answer.json()["detail"]


async def test_an_incident_that_is_not_there(officer: httpx.AsyncClient) -> None:
    """Closing it, or linking to it."""
    assert (await officer.post("/api/incidents/none/close")).status_code == 404
    issued = await officer.post("/api/incidents/none/links", json={"agency": "Police"})
    assert (issued.status_code, issued.json()["type"]) == (404, "not-found")
