"""The timeline of an incident: all of it for the console, what concerns them for its units."""

from typing import Any

import httpx
import pytest

from responder.access.account import Role

from .service import Service, share, signed_in_as
from .test_markers import place

pytestmark = pytest.mark.asyncio(loop_scope="session")

A, B = "high-school", "athletic-center"


def told(answer: httpx.Response) -> list[tuple[str, str | None, str | None]]:
    """Kind, agency and person of each moment."""
    assert answer.status_code == 200, answer.text
    moments: list[dict[str, Any]] = answer.json()["moments"]
    assert [it["at_ms"] for it in moments] == sorted(it["at_ms"] for it in moments)
    return [(it["kind"], it["agency"], it["person"]) for it in moments]


async def test_an_incident_is_told_from_beginning_to_end(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """The console reads it after the end, too; a unit while it is in."""
    shared = await share(officer, A)
    incident_id, link_id = shared["incident"]["incident_id"], shared["issued"]["link"]["link_id"]
    phone = await service.device(shared["issued"]["url"])
    marker_id = (await place(phone, service, kind="note", note="keys at the desk")).json()["marker_id"]
    await phone.delete(f"/api/markers/{marker_id}")

    answer = await phone.get("/api/timeline")
    police = "Maple Ridge Police"
    assert told(answer) == [
        ("opened", None, None),
        ("marker_placed", police, None),
        ("marker_withdrawn", police, None),
    ]
    assert answer.json()["moments"][1]["marker"]["note"] == "keys at the desk"
    held = await phone.get("/api/timeline", headers={"if-none-match": answer.headers["etag"]})
    assert held.status_code == 304

    await officer.post(f"/api/links/{link_id}/revoke")
    await officer.post(f"/api/incidents/{incident_id}/close")
    assert (await phone.get("/api/timeline")).status_code == 410
    assert told(await officer.get(f"/api/incidents/{incident_id}/timeline")) == [
        ("opened", None, "officer"),
        ("link_shared", police, "officer"),
        ("device_joined", police, None),
        ("marker_placed", police, None),
        ("marker_withdrawn", police, None),
        ("link_revoked", police, "officer"),
        ("closed", None, "officer"),
    ]


async def test_only_whoever_reaches_the_building_reads_it(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """A principal reads of the own building; nobody of an incident that is not there."""
    principal = await signed_in_as(service, Role.BUILDING_ADMIN)
    in_a, in_b = await share(officer, A), await share(officer, B)
    for shared, status in ((in_a, 403), (in_b, 200)):
        path = f"/api/incidents/{shared['incident']['incident_id']}/timeline"
        assert (await principal.get(path)).status_code == status
    assert (await officer.get("/api/incidents/no-such-incident/timeline")).status_code == 404
