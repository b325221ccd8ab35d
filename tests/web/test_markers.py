"""Markers over HTTP and over the control channel: all of the incident sees them at once, nobody else ever."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect

from responder.access.account import Role
from responder.access.audit import AuditKind, AuditQuery
from responder.access.marker_board import MAX_STANDING_PER_DEVICE
from tests.transport.viewer import Viewer

from .service import Service, share, signed_in_as

pytestmark = pytest.mark.asyncio(loop_scope="session")

A, B = "high-school", "athletic-center"
_numbers = itertools.count()


class Scene(Struct, kw_only=True):
    """An incident in building A, a phone of the police in it, and its query for those who are signed in."""

    shared: dict[str, Any]
    phone: httpx.AsyncClient

    @property
    def incident_id(self) -> str:
        return str(self.shared["incident"]["incident_id"])

    @property
    def url(self) -> str:
        return str(self.shared["issued"]["url"])

    @property
    def query(self) -> str:
        return f"?incident={self.incident_id}"


@pytest_asyncio.fixture(loop_scope="session")
async def scene(service: Service, officer: httpx.AsyncClient) -> Scene:
    shared = await share(officer, A)
    return Scene(shared=shared, phone=await service.device(shared["issued"]["url"]))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def offer() -> str:
    viewer = Viewer(slots=1)
    sdp = await viewer.offer()
    await viewer.close()
    return sdp


def request(service: Service, kind: str = "suspect", **more: object) -> dict[str, object]:
    """A marker beside a camera of building A, inside."""
    camera = service.site.campus.cameras_of(A)[0]
    spot = {"longitude": camera.longitude, "latitude": camera.latitude, "level_id": f"{A}-1"}
    return {"kind": kind, **spot, **more}


async def place(
    http: httpx.AsyncClient, service: Service, marker_id: str = "", query: str = "", **more: Any
) -> httpx.Response:
    marker_id = marker_id or f"a-marker-of-a-test-{next(_numbers)}"
    return await http.put(f"/api/markers/{marker_id}{query}", json=request(service, **more))


async def standing(http: httpx.AsyncClient, query: str = "") -> list[dict[str, Any]]:
    answer = await http.get(f"/api/markers{query}")
    assert answer.status_code == 200, answer.text
    markers: list[dict[str, Any]] = answer.json()
    return markers


@asynccontextmanager
async def control(service: Service, http: httpx.AsyncClient, offer: str) -> AsyncIterator[ClientConnection]:
    """A live session's control channel."""
    opened = await http.post("/api/live", json={"sdp": offer, "slots": []})
    assert opened.status_code == 201, opened.text
    async with channel(service, http, opened.json()["live_id"]) as socket:
        yield socket


def channel(service: Service, http: httpx.AsyncClient, live_id: str) -> connect:
    origin = service.site.origin.replace("http://", "ws://")
    cookie = f"responder-device={http.cookies['responder-device']}"
    return connect(f"{origin}/api/live/{live_id}/control", additional_headers={"cookie": cookie})


async def told(socket: ClientConnection) -> list[dict[str, Any]]:
    """The markers that the channel names next."""
    async with asyncio.timeout(30):
        async for text in socket:
            message: dict[str, Any] = msgspec.json.decode(text)
            if message["type"] == "markers":
                markers: list[dict[str, Any]] = message["markers"]
                return markers
    raise AssertionError("the channel closed")


async def test_a_marker_is_answered_as_it_is_kept(service: Service, scene: Scene) -> None:
    """With author, time and level; acknowledged is recorded."""
    answer = await place(scene.phone, service, kind="casualty", note="two adults")
    assert answer.status_code == 200, answer.text
    marker = answer.json()
    assert (marker["kind"], marker["note"], marker["level_id"]) == ("casualty", "two adults", f"{A}-1")
    assert (marker["agency"], marker["person"], marker["building_id"]) == ("Maple Ridge Police", None, A)
    assert (marker["is_own"], marker["may_withdraw"], marker["is_drill"]) == (True, True, False)
    assert await standing(scene.phone) == [marker]
    query = AuditQuery(kinds=frozenset({AuditKind.MARKER_PLACED}), incident_id=scene.incident_id)
    (record,) = [record async for record in service.site.audit.read(query)]
    assert record.event.marker is not None
    assert record.event.marker.marker_id == marker["marker_id"]
    assert record.event.actor.identity == "Maple Ridge Police"


async def test_every_live_session_of_the_incident_is_told(service: Service, scene: Scene, offer: str) -> None:
    """Placed by one, seen by the others; withdrawn, gone."""
    other = await service.device(scene.url)
    async with control(service, other, offer) as socket:
        assert await told(socket) == []
        placed = (await place(scene.phone, service)).json()
        (seen,) = await told(socket)
        assert seen == placed | {"is_own": False}
        assert (await scene.phone.delete(f"/api/markers/{placed['marker_id']}")).status_code == 204
        assert await told(socket) == []


async def test_a_new_channel_is_told_everything_again(service: Service, scene: Scene, offer: str) -> None:
    """A phone that lost its connection does not know what it missed."""
    await place(scene.phone, service)
    opened = (await scene.phone.post("/api/live", json={"sdp": offer, "slots": []})).json()
    for _ in range(2):
        async with channel(service, scene.phone, opened["live_id"]) as socket:
            assert len(await told(socket)) == 1


async def test_a_link_of_another_incident_sees_nothing(
    service: Service, scene: Scene, officer: httpx.AsyncClient, offer: str
) -> None:
    """Neither of another building nor of the same one; and it cannot withdraw what it cannot see."""
    marker_id = (await place(scene.phone, service)).json()["marker_id"]
    for building_id in (A, B):
        other = await service.device((await share(officer, building_id))["issued"]["url"])
        assert await standing(other) == []
        assert (await other.delete(f"/api/markers/{marker_id}")).status_code == 404
        async with control(service, other, offer) as socket:
            assert await told(socket) == []
    assert len(await standing(scene.phone)) == 1


async def test_a_partner_sees_the_markers_of_its_buildings(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """A link that was handed on for building B does not tell of what happens inside A."""
    shared = await share(officer, A, B)
    phone = await service.device(shared["issued"]["url"])
    handed = await officer.post(
        f"/api/links/{shared['issued']['link']['link_id']}/children",
        json={"agency": "Township EMS", "building_ids": [B]},
    )
    assert handed.status_code == 201, handed.text
    partner = await service.device(handed.json()["url"])
    await place(phone, service)
    outside = (await place(phone, service, kind="staging", level_id=None)).json()
    assert [it["marker_id"] for it in await standing(partner)] == [outside["marker_id"]]
    assert (await place(partner, service)).status_code == 403


async def test_whose_a_marker_is(service: Service, scene: Scene, officer: httpx.AsyncClient) -> None:
    """Another agency may not withdraw it; the school may, and its people's names stay with it."""
    link = await officer.post(f"/api/incidents/{scene.incident_id}/links", json={"agency": "Township Fire"})
    fire = await service.device(link.json()["url"])
    police = (await place(scene.phone, service)).json()
    (seen,) = await standing(fire)
    assert (seen["agency"], seen["may_withdraw"]) == ("Maple Ridge Police", False)
    assert (await fire.delete(f"/api/markers/{police['marker_id']}")).status_code == 403

    school = (await place(officer, service, query=scene.query)).json()
    assert (school["agency"], school["person"]) == (None, "officer")
    assert (await standing(fire))[1]["person"] is None
    assert (await scene.phone.delete(f"/api/markers/{school['marker_id']}")).status_code == 403
    assert (await officer.delete(f"/api/markers/{police['marker_id']}{scene.query}")).status_code == 204


async def test_an_officer_by_name_is_named(service: Service, scene: Scene) -> None:
    """Agency and person; any phone of the agency may withdraw it."""
    lee = await signed_in_as(service, Role.AGENCY_OFFICER)
    marker = (await place(lee, service, query=scene.query)).json()
    assert (marker["agency"], marker["person"]) == ("Maple Ridge Police", "agency_officer")
    assert (await scene.phone.delete(f"/api/markers/{marker['marker_id']}")).status_code == 204


async def test_the_console_has_the_markers_too(
    service: Service, scene: Scene, officer: httpx.AsyncClient
) -> None:
    """In the overview that it polls; gone with the incident."""
    placed = (await place(scene.phone, service)).json()
    incidents = (await officer.get("/api/overview")).json()["incidents"]
    (shown,) = [it for it in incidents if it["incident_id"] == scene.incident_id]
    assert [it["marker_id"] for it in shown["markers"]] == [placed["marker_id"]]
    closed = await officer.post(f"/api/incidents/{scene.incident_id}/close")
    assert closed.json()["markers"] == []
    for answer in (await scene.phone.get("/api/markers"), await place(scene.phone, service)):
        assert (answer.status_code, answer.json()["type"]) == (410, "incident-closed")


async def test_a_phone_without_live_video_asks_and_is_told_what_is_new(
    service: Service, scene: Scene
) -> None:
    """A few bytes while nothing has changed."""
    first = await scene.phone.get("/api/markers")
    held = {"if-none-match": first.headers["etag"]}
    assert (await scene.phone.get("/api/markers", headers=held)).status_code == 304
    await place(scene.phone, service)
    assert len((await scene.phone.get("/api/markers", headers=held)).json()) == 1


async def test_asked_twice_placed_once(service: Service, scene: Scene) -> None:
    """The phone asks again with the same id when an answer was lost; nobody else takes that id."""
    first = await place(scene.phone, service, "a-marker-that-was-asked-for-twice")
    again = await place(scene.phone, service, "a-marker-that-was-asked-for-twice")
    assert (again.status_code, again.json()) == (200, first.json())
    other = await service.device(scene.url)
    refused = await place(other, service, "a-marker-that-was-asked-for-twice")
    assert (refused.status_code, refused.json()["type"]) == (409, "already-exists")
    assert len(await standing(scene.phone)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "treasure"},
        {"kind": "note"},
        {"note": "x" * 81},
        {"longitude": 0.0, "latitude": 0.0, "level_id": None},
        {"longitude": 181.0},
        {"latitude": "north"},
    ],
)
async def test_a_marker_makes_sense(service: Service, scene: Scene, wrong: dict[str, Any]) -> None:
    """A kind that there is, a note that fits, a place at the campus."""
    answer = await place(scene.phone, service, **wrong)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request"), answer.text
    assert await standing(scene.phone) == []


@pytest.mark.parametrize("marker_id", ["short", "with%20a%20space%20in%20it", "x" * 65])
async def test_an_id_is_random(service: Service, scene: Scene, marker_id: str) -> None:
    """One that two phones could choose is refused."""
    assert (await place(scene.phone, service, marker_id)).status_code == 400


async def test_a_level_of_another_building_is_refused(service: Service, scene: Scene) -> None:
    """And one that there is not, in the same words."""
    for level_id in (f"{B}-1", "no-such-level"):
        answer = await place(scene.phone, service, level_id=level_id)
        assert (answer.status_code, answer.json()["type"]) == (403, "not-allowed")


async def test_a_lost_phone_does_not_bury_the_map(service: Service, scene: Scene) -> None:
    """A device has few markers, and places them no faster than a hand does."""
    for _ in range(MAX_STANDING_PER_DEVICE):
        assert (await place(scene.phone, service)).status_code == 200
    full = await place(scene.phone, service)
    assert (full.status_code, full.json()["type"]) == (409, "too-many-markers")
    answers = [await place(scene.phone, service) for _ in range(10)]
    assert answers[-1].json()["type"] == "too-many-requests"


async def test_staff_places_in_an_incident_only(service: Service, officer: httpx.AsyncClient) -> None:
    """Whose map would it be on?"""
    assert (await place(officer, service)).status_code == 401
    facilities = await signed_in_as(service, Role.FACILITIES)
    shared = await share(officer, A)
    query = f"?incident={shared['incident']['incident_id']}"
    assert (await place(facilities, service, query=query)).status_code == 403


async def test_who_asks_for_markers_learns_which_map_is_in_place(surveyed: Service) -> None:
    """A phone without a live session asks for nothing else: also where there is no new marker."""
    officer = await surveyed.signed_in()
    http = await surveyed.device((await share(officer, "high-school"))["issued"]["url"])
    version = (await http.get("/api/permit")).json()["map_version"]
    told = await http.get("/api/markers")
    again = await http.get("/api/markers", headers={"If-None-Match": told.headers["etag"]})
    assert [told.status_code, again.status_code] == [200, 304]
    assert [it.headers["x-map-version"] for it in (told, again)] == [version, version]
