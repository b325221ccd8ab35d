"""The record over HTTP: disclosures as list, spreadsheet and document, and the audit trail."""

import csv
import io

import httpx
import pytest

from responder.access.account import Role
from responder.access.audit import Actor, AuditEvent, AuditKind, Source

from .service import Service, share, signed_in_as

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def watched(service: Service, officer: httpx.AsyncClient) -> str:
    """An incident in which a sergeant was shown a camera, by name."""
    shared = await share(officer, "high-school")
    incident_id, link_id = shared["incident"]["incident_id"], shared["issued"]["link"]["link_id"]
    sergeant = Actor(
        identity="sergeant",
        source=Source.CONSOLE,
        device_id="s1",
        address="192.0.2.1",
        agency="County Police",
    )
    for kind in (AuditKind.VIEW_STARTED, AuditKind.VIEW_STOPPED):
        event = AuditEvent(
            kind=kind,
            at_s=service.site.store.now(),
            actor=sergeant,
            incident_id=incident_id,
            link_id=link_id,
            device_id="s1",
            camera_id="main-lobby",
        )
        await service.site.audit.record(event)
    return str(incident_id)


async def test_disclosures_in_three_forms(service: Service, officer: httpx.AsyncClient) -> None:
    """Of one incident: who, of which agency, which camera, why."""
    auditor = await signed_in_as(service, Role.AUDITOR)
    only = {"incident_id": await watched(service, officer)}
    (found,) = (await auditor.get("/api/disclosures", params=only)).json()
    assert (found["party"], found["person"], found["camera_id"]) == (
        "County Police",
        "sergeant",
        "main-lobby",
    )
    assert found["threat"] == "police: Report of a weapon"
    table = await auditor.get("/api/disclosures.csv", params=only)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(table.text))
    assert (row["shown to"], row["person"]) == ("County Police", "sergeant")
    document = await auditor.get("/api/disclosures.pdf", params=only)
    assert document.content.startswith(b"%PDF-")
    for answer in (table, document):
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["cache-control"] == "no-store"


async def test_disclosures_by_person_camera_and_period(service: Service, officer: httpx.AsyncClient) -> None:
    """What is asked for, and nothing else."""
    auditor = await signed_in_as(service, Role.AUDITOR)
    incident_id = await watched(service, officer)
    for asked, count in (
        ({"person": "sergeant"}, 1),
        ({"person": "nobody"}, 0),
        ({"camera_id": "main-gym-north"}, 0),
        ({"until_ms": "1000"}, 0),
    ):
        found = await auditor.get("/api/disclosures", params={"incident_id": incident_id, **asked})
        assert len(found.json()) == count, asked


async def test_the_trail_page_by_page(service: Service, officer: httpx.AsyncClient) -> None:
    """Oldest first, gapless, and only what is asked for."""
    auditor = await signed_in_as(service, Role.AUDITOR)
    incident_id = await watched(service, officer)
    kinds, after = [], 0
    while True:
        params: dict[str, str | int] = {"incident_id": incident_id, "limit": 2, "after": after}
        page = (await auditor.get("/api/audit", params=params)).json()
        kinds += [entry["kind"] for entry in page["entries"]]
        if page["next_after"] is None:
            break
        after = page["next_after"]
    assert kinds == ["incident_opened", "link_issued", "view_started", "view_stopped"]


async def test_what_is_asked_wrongly_is_refused(service: Service) -> None:
    """By the name of the field."""
    auditor = await signed_in_as(service, Role.AUDITOR)
    for path in ("/api/audit?limit=0", "/api/audit?kind=nonsense", "/api/disclosures?since_ms=soon"):
        answer = await auditor.get(path)
        assert (answer.status_code, answer.json()["type"]) == (400, "bad-request"), path
