"""A link that is bound to camera groups: every way to a camera asks the same question."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from responder.access.account import Role
from tests.transport.viewer import Viewer

from .service import CAMERA_GROUPS, PASSWORD, Service, share, signed_in_as
from .test_agreements import AGREEMENT

pytestmark = pytest.mark.asyncio(loop_scope="session")

A = "high-school"
SEEN = ["main-lobby", "main-entrance-drive"]
HIDDEN = "cafeteria"


@pytest_asyncio.fixture(loop_scope="session")
async def device(service: Service, officer: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """A phone with a link to the entrances of the high school."""
    shared = await share(officer, A, camera_groups=["entrances"])
    assert shared["issued"]["link"]["camera_groups"] == ["entrances"]
    yield await service.device(shared["issued"]["url"])


async def test_is_told_of_its_cameras_alone(device: httpx.AsyncClient) -> None:
    """In the list, and in the count of the building."""
    view = (await device.get("/api/permit")).json()
    assert sorted(camera["camera_id"] for camera in view["cameras"]) == sorted(SEEN)
    assert [building["camera_count"] for building in view["buildings"]] == [2]


async def test_gets_pictures_of_its_cameras_alone(device: httpx.AsyncClient) -> None:
    """By poster and by WHEP; another one is not kept either."""
    for camera_id, poster, whep in ((SEEN[0], 404, 415), (HIDDEN, 403, 403)):
        assert (await device.get(f"/api/posters/{camera_id}")).status_code == poster
        assert (await device.post(f"/whep/{camera_id}")).status_code == whep
    body = {"camera_id": HIDDEN, "captured_at_ms": 1_792_000_000_000}
    assert (await device.post("/api/snapshots", json=body)).status_code == 403


async def test_other_cameras_stay_dark_in_a_live_session(service: Service, device: httpx.AsyncClient) -> None:
    """Asked for in the offer, one is poured and the other is not."""
    viewer = Viewer(slots=2)
    offer = await viewer.offer()
    await viewer.close()
    slots = [{"slot": slot, "camera_id": it} for slot, it in enumerate((SEEN[0], HIDDEN))]
    answer = await device.post("/api/live", json={"sdp": offer, "slots": slots})
    (session,) = [it for it in service.site.live if it.live_id == answer.json()["live_id"]]
    shown = [service.site.live.cameras.may_show(session.permit, it, 0.0) for it in (SEEN[0], HIDDEN)]
    told = {it.camera_id for it in service.site.live.cameras.statuses(session.permit)}
    await device.delete(f"/api/live/{session.live_id}")
    assert shown == [True, False]
    assert told == set(SEEN)


async def test_the_map_shows_its_cameras_alone(device: httpx.AsyncClient, officer: httpx.AsyncClient) -> None:
    """And every room; who is not bound sees all cameras still, whoever asked first."""
    for path in (f"/api/campus/levels/{A}-1", f"/api/campus/buildings/{A}/outdoor"):
        bound, free = [(await one.get(path)).json()["features"] for one in (device, officer)]
        for kind in ("camera", "view"):
            ids = {it["properties"]["id"] for it in bound if it["properties"]["kind"] == kind}
            assert ids < {it["properties"]["id"] for it in free if it["properties"]["kind"] == kind}
            assert ids <= set(SEEN)
        rooms = [it for it in free if it["properties"]["kind"] == "unit"]
        assert [it for it in bound if it["properties"]["kind"] == "unit"] == rooms


async def test_search_sightings_and_ways_name_its_cameras_alone(
    service: Service, device: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    """What staff finds by that name is not there for the phone."""
    campus = service.site.campus
    unit_id = next(it.unit_id for it in campus.units_of(f"{A}-1") if it.name == "Cafeteria")
    door = next(it for it in campus.openings_of(f"{A}-1") if it.number)
    asked = (
        "/api/campus/search?q=cafeteria&limit=50",
        f"/api/campus/units/{unit_id}/cameras",
        f"/api/campus/route?to={unit_id}&entrance={door.opening_id}",
    )
    for path in asked:
        for_staff, for_phone = [await one.get(path) for one in (officer, device)]
        assert (for_staff.status_code, for_phone.status_code) == (200, 200), path
        assert f'"{HIDDEN}"' in for_staff.text, path
        assert f'"{HIDDEN}"' not in for_phone.text, path


async def test_does_not_read_the_map_in_bulk(device: httpx.AsyncClient) -> None:
    """Desktop GIS is for those who may see whole buildings."""
    answer = await device.get("/ogc/collections/cameras/items")
    assert (answer.status_code, answer.json()["type"]) == (403, "not-allowed")


async def test_hands_on_no_more_than_it_has(service: Service, device: httpx.AsyncClient) -> None:
    """A partner's link is bound to the same groups."""
    answer = await device.post("/api/permit/hand-on", json={"agency": "Partner Police"})
    assert answer.json()["link"]["camera_groups"] == ["entrances"]


async def test_an_agreement_binds_links_by_itself(service: Service, officer: httpx.AsyncClient) -> None:
    """Without a tap more; other groups are refused."""
    admin = await signed_in_as(service, Role.DISTRICT_ADMIN)
    agreement = AGREEMENT | {"agency": "Bound Police", "camera_groups": ["parking"]}
    assert (await admin.put("/api/agreements/Bound Police", json=agreement)).status_code == 204
    try:
        shared = await share(officer, A, agency="Bound Police", lifetime_s=600)
        assert shared["issued"]["link"]["camera_groups"] == ["parking"]
        path = f"/api/incidents/{shared['incident']['incident_id']}/links"
        link = {"agency": "Bound Police", "lifetime_s": 600, "camera_groups": ["entrances"]}
        refused = await officer.post(path, json=link)
        assert (refused.status_code, refused.json()["type"]) == (403, "agreement-broken")
    finally:
        await admin.delete("/api/agreements/Bound Police")


async def test_staff_is_bound_too(service: Service) -> None:
    """A principal to groups of the own school; facilities staff to listed groups."""
    admin = await signed_in_as(service, Role.DISTRICT_ADMIN)
    scopes: dict[str, dict[str, object]] = {
        "bound-principal": {"role": "building_admin", "building_ids": [A]},
        "bound-janitor": {"role": "facilities"},
    }
    for username, scope in scopes.items():
        account = {"username": username, "password": PASSWORD, "camera_groups": ["parking"]} | scope
        added = await admin.post("/api/accounts", json=account)
        assert (added.status_code, added.json()["camera_groups"]) == (201, ["parking"])
        person = await service.kept_client()
        await person.post("/api/session", json={"username": username, "password": PASSWORD})
        assert (await person.get("/api/posters/student-parking")).status_code == 404
        assert (await person.get(f"/api/posters/{HIDDEN}")).status_code == 403
        if scope["role"] == "building_admin":
            overview = (await person.get("/api/overview")).json()
            assert [camera["camera_id"] for camera in overview["cameras"]] == ["student-parking"]
            assert overview["camera_groups"] == sorted(CAMERA_GROUPS)


@pytest.mark.parametrize("groups", [[], ["nowhere"]])
async def test_a_group_that_is_not_there_is_refused(officer: httpx.AsyncClient, groups: list[str]) -> None:
    """Before an incident is opened for it."""
    before = len((await officer.get("/api/overview")).json()["incidents"])
    request = {
        "building_ids": [A],
        "kind": "fire",
        "reason": "Smoke",
        "link": {"agency": "Fire", "camera_groups": groups},
    }
    answer = await officer.post("/api/incidents", json=request)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")
    assert len((await officer.get("/api/overview")).json()["incidents"]) == before
