"""A pre-flight is reported by whoever may see the building's cameras, and kept on record."""

import httpx
import pytest

from responder.access.account import Role
from responder.access.audit import AuditKind, AuditQuery
from responder.web.preflight import summary
from responder.web.wire_console import CameraStart

from .service import Service, signed_in_as

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATH = "/api/campus/buildings/high-school/preflight"
STARTED: dict[str, object] = {"camera_id": "main-lobby", "started_after_ms": 1240}
FAILED: dict[str, object] = {
    "camera_id": "cafeteria",
    "started_after_ms": None,
    "reason": "The camera refuses connections.",
}


async def test_it_is_on_record(service: Service, officer: httpx.AsyncClient) -> None:
    """Who, which building, how many cameras started, the slowest, and which did not and why."""
    camera_ids = [one.camera_id for one in service.site.campus.cameras_of("high-school")][:2]
    cameras = [
        one | {"camera_id": camera_id} for one, camera_id in zip((STARTED, FAILED), camera_ids, strict=True)
    ]
    assert (await officer.post(PATH, json={"cameras": cameras})).status_code == 204
    query = AuditQuery(kinds=frozenset({AuditKind.PREFLIGHT_REPORTED}))
    (found,) = [one async for one in service.site.audit.read(query)]
    assert (found.event.actor.identity, found.event.building_ids) == ("officer", ("high-school",))
    assert found.event.detail == (
        f"1 of 2 cameras started, the slowest ({camera_ids[0]}) after 1.2 s; "
        f"not started: {camera_ids[1]} (The camera refuses connections.)"
    )


@pytest.mark.parametrize(
    ("cameras", "status"),
    [
        ([], 400),
        ([STARTED, STARTED], 400),
        ([STARTED | {"camera_id": "main-gym-north"}], 400),
        ([STARTED | {"started_after_ms": -1}], 400),
    ],
    ids=["none", "twice", "of another building", "before it was asked for"],
)
async def test_what_cannot_be_is_refused(
    officer: httpx.AsyncClient, cameras: list[dict[str, object]], status: int
) -> None:
    """The record keeps nothing that nobody can have measured."""
    assert (await officer.post(PATH, json={"cameras": cameras})).status_code == status


async def test_a_building_has_to_be_there_and_ones_own(service: Service, officer: httpx.AsyncClient) -> None:
    """A principal reports the own building only."""
    principal = await signed_in_as(service, Role.BUILDING_ADMIN)
    assert (await principal.post(PATH, json={"cameras": [STARTED]})).status_code == 403
    nowhere = PATH.replace("high-school", "nowhere")
    assert (await officer.post(nowhere, json={"cameras": [STARTED]})).status_code == 404


async def test_of_many_failures_the_rest_is_counted() -> None:
    """One phrase stays one phrase."""
    failed = [CameraStart(camera_id=f"c{number}", started_after_ms=None) for number in range(12)]
    told = summary(failed)
    assert told.startswith("0 of 12 cameras started; not started: c0 (no reason known), c1")
    assert told.endswith("c9 (no reason known) and 2 more")
