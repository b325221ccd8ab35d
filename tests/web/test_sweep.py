"""Who sees what, swept: every role, every kind of link, every camera, level, WHEP path and slot.

The table below is written by hand, from the issue of who may see what; the code has its own in
`access/policy.py`, and the two must agree.
"""

import time
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect

from responder.access import policy
from responder.access.account import Role
from responder.web.guards import StaffGuard, ViewerGuard
from tests.transport.viewer import Viewer

from .service import Service, share, signed_in_as, token_of
from .test_agreements import AGREEMENT
from .test_guards import filled, guarded, guards_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

A, B = "high-school", "athletic-center"
LISTED = "gym-parking"


class Caller(Struct, frozen=True, kw_only=True):
    """Somebody with a browser, who adds `query` to each request, and the buildings or camera to be seen."""

    name: str
    http: httpx.AsyncClient
    sees: frozenset[str]
    query: str = ""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def callers(service: Service, officer: httpx.AsyncClient) -> list[Caller]:
    """A stranger, links, and every role with and without an incident."""
    in_a, in_b = await share(officer, A), await share(officer, B, agency="Maple Ridge Fire")
    at_a, at_b = (f"?incident={it['incident']['incident_id']}" for it in (in_a, in_b))
    everywhere = frozenset(service.site.campus.building_by_id)
    nothing: frozenset[str] = frozenset()
    people = {role: await signed_in_as(service, role) for role in Role}
    table: dict[Role, dict[str, frozenset[str]]] = {
        Role.DISTRICT_ADMIN: {"": everywhere, at_a: frozenset({A}), at_b: frozenset({B})},
        Role.SAFETY_OFFICER: {"": everywhere, at_a: frozenset({A}), at_b: frozenset({B})},
        Role.BUILDING_ADMIN: {"": frozenset({B}), at_a: nothing, at_b: frozenset({B})},
        Role.DISPATCHER: {"": nothing, at_a: frozenset({A}), at_b: frozenset({B})},
        # Of the police, whom nobody gave building B.
        Role.AGENCY_OFFICER: {"": nothing, at_a: frozenset({A}), at_b: nothing},
        Role.FACILITIES: {"": frozenset({LISTED}), at_a: nothing, at_b: nothing},
        Role.AUDITOR: {"": nothing, at_a: nothing, at_b: nothing},
    }
    named = [
        Caller(name=f"{role} {query}", http=people[role], sees=sees, query=query)
        for role, rows in table.items()
        for query, sees in rows.items()
    ]
    return [
        Caller(name="stranger", http=await service.kept_client(), sees=nothing),
        Caller(name="stranger in A", http=await service.kept_client(), sees=nothing, query=at_a),
        Caller(name="link to A", http=await service.device(in_a["issued"]["url"]), sees=frozenset({A})),
        Caller(name="link to B", http=await service.device(in_b["issued"]["url"]), sees=frozenset({B})),
        Caller(
            name="link to A in B", http=await service.device(in_a["issued"]["url"]), sees=nothing, query=at_b
        ),
        Caller(name="ended link", http=await _ended(service, officer), sees=nothing),
        Caller(name="waiting", http=await _waiting(service, officer), sees=nothing),
        Caller(name="pending link", http=await _pending(service, officer), sees=nothing),
        Caller(name="upcoming link", http=await _upcoming(service, officer), sees=nothing),
        *named,
    ]


async def _ended(service: Service, officer: httpx.AsyncClient) -> httpx.AsyncClient:
    shared = await share(officer, A)
    device = await service.device(shared["issued"]["url"])
    await officer.post(f"/api/links/{shared['issued']['link']['link_id']}/revoke")
    return device


async def _waiting(service: Service, officer: httpx.AsyncClient) -> httpx.AsyncClient:
    """At a link that is full."""
    shared = await share(officer, A, device_limit=1, has_waiting_room=True)
    await service.device(shared["issued"]["url"])
    device = await service.kept_client()
    answer = await device.post("/api/redeem", json={"token": token_of(shared["issued"]["url"])})
    assert (answer.status_code, answer.json()["type"]) == (403, "device-limit")
    return device


async def _upcoming(service: Service, officer: httpx.AsyncClient) -> httpx.AsyncClient:
    """At a link that begins tomorrow."""
    shared = await share(officer, A, begins_at_ms=int((time.time() + 86_400) * 1000))
    device = await service.kept_client()
    answer = await device.post("/api/redeem", json={"token": token_of(shared["issued"]["url"])})
    assert (answer.status_code, answer.json()["type"]) == (403, "link-upcoming")
    return device


async def _pending(service: Service, officer: httpx.AsyncClient) -> httpx.AsyncClient:
    """At a link that nobody has approved yet."""
    admin = await signed_in_as(service, Role.DISTRICT_ADMIN)
    agreement = AGREEMENT | {"agency": "Pending Police", "needs_approval": True}
    assert (await admin.put("/api/agreements/Pending Police", json=agreement)).status_code == 204
    shared = await share(officer, A, agency="Pending Police", lifetime_s=1800)
    device = await service.kept_client()
    answer = await device.post("/api/redeem", json={"token": token_of(shared["issued"]["url"])})
    assert (answer.status_code, answer.json()["type"]) == (403, "link-pending")
    return device


async def test_the_sweep_has_every_role(callers: list[Caller]) -> None:
    """Whoever adds a role adds it here."""
    swept = {caller.name.split()[0] for caller in callers}
    assert {role.value for role in Role} <= swept


async def test_a_camera_of_every_building(service: Service, callers: list[Caller]) -> None:
    """By poster and by WHEP: what is to be seen is looked for, and what is not is refused before."""
    campus = service.site.campus
    cameras = [campus.cameras_of(building_id)[0] for building_id in campus.building_by_id]
    for caller in callers:
        for camera in (*cameras, campus.camera_by_id[LISTED]):
            may = bool(caller.sees & {camera.building_id, camera.camera_id})
            for method, path, expected in (
                ("GET", f"/api/posters/{camera.camera_id}", 404),
                ("POST", f"/whep/{camera.camera_id}", 415),
                ("DELETE", f"/whep/{camera.camera_id}/no-session", 404),
            ):
                answer = await caller.http.request(method, path + caller.query)
                refused = answer.status_code in {401, 403, 410}
                assert refused is not may, (caller.name, method, path, answer.text)
                assert refused or answer.status_code == expected, (caller.name, method, path, answer.text)


async def test_every_level(service: Service, callers: list[Caller]) -> None:
    """And every building's outside."""
    campus = service.site.campus
    for caller in callers:
        for level in campus.levels:
            if level.building_id is not None:
                answer = await caller.http.get(f"/api/campus/levels/{level.level_id}{caller.query}")
                assert (answer.status_code == 200) is (level.building_id in caller.sees), caller.name
        for building_id in campus.building_by_id:
            answer = await caller.http.get(f"/api/campus/buildings/{building_id}/outdoor{caller.query}")
            assert (answer.status_code == 200) is (building_id in caller.sees), caller.name


async def test_every_slot(service: Service, callers: list[Caller]) -> None:
    """One slot per building: those that are not to be seen stay dark, asked for in the offer or later."""
    campus = service.site.campus
    wanted = [campus.cameras_of(building_id)[0] for building_id in campus.building_by_id]
    viewer = Viewer(slots=len(wanted))
    offer = await viewer.offer()
    await viewer.close()
    slots = [{"slot": slot, "camera_id": camera.camera_id} for slot, camera in enumerate(wanted)]
    for caller in callers:
        for first in (slots, []):
            answer = await caller.http.post(f"/api/live{caller.query}", json={"sdp": offer, "slots": first})
            if not caller.sees:
                assert answer.status_code in {401, 403, 410}, caller.name
                continue
            assert answer.status_code == 201, (caller.name, answer.text)
            async with _control(service, caller, answer.json()["live_id"]) as socket:
                await socket.send(msgspec.json.encode({"type": "set_slots", "slots": slots}).decode())
                states = await _states(socket, len(slots))
            for camera, state in zip(wanted, states, strict=True):
                may = bool(caller.sees & {camera.building_id, camera.camera_id})
                assert (state["delivery"] != "denied") is may, (caller.name, camera.camera_id)
            await caller.http.delete(f"/api/live/{answer.json()['live_id']}{caller.query}")


def _control(service: Service, caller: Caller, live_id: str) -> connect:
    cookies = "; ".join(f"{name}={value}" for name, value in caller.http.cookies.items())
    origin = service.site.origin.replace("http://", "ws://")
    url = f"{origin}/api/live/{live_id}/control{caller.query}"
    return connect(url, additional_headers={"cookie": cookies})


async def _states(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    async for text in socket:
        message = msgspec.json.decode(text)
        if message["type"] == "slot_states" and len(message["slots"]) == count:
            states: list[dict[str, Any]] = message["slots"]
            return states
    raise AssertionError("the channel closed before it told of the slots")


async def test_another_callers_live_session_is_nobodys(service: Service, callers: list[Caller]) -> None:
    """To be ended, restarted or steered by its own device only."""
    viewer = Viewer(slots=1)
    offer = await viewer.offer()
    await viewer.close()
    owner = next(caller for caller in callers if caller.name == "link to A")
    live_id = (await owner.http.post("/api/live", json={"sdp": offer, "slots": []})).json()["live_id"]
    for caller in callers:
        if caller is not owner:
            answer = await caller.http.delete(f"/api/live/{live_id}{caller.query}")
            assert answer.status_code in {401, 403, 404, 410}, caller.name
    assert (await owner.http.delete(f"/api/live/{live_id}")).status_code == 204


async def test_every_route_of_staff(service: Service, callers: list[Caller]) -> None:
    """Whose role may not is refused before anything is looked at; whose role may is not refused for it."""
    people = {caller.name.split()[0]: caller.http for caller in callers}
    for method, path, handler in guarded(service):
        for guard in guards_of(handler):
            if isinstance(guard, StaffGuard):
                for role in Role:
                    answer = await people[role.value].request(method, filled(path))
                    may = guard.action is None or policy.may(role, guard.action)
                    assert (answer.status_code != 403) is may, (role, method, path, answer.text)


async def test_every_viewing_route(service: Service, callers: list[Caller]) -> None:
    """Who sees nothing gets nothing from any route that viewers use, the ones of other modules included."""
    for method, path, handler in guarded(service):
        guard = next(iter(guards_of(handler)))
        if isinstance(guard, ViewerGuard):
            # Where only devices may ask, a device acts for its own link, whatever incident it names.
            for caller in [it for it in callers if not (guard.devices_only and "link to A" in it.name)]:
                answer = await caller.http.request(method, filled(path) + caller.query)
                assert caller.sees or answer.status_code in {401, 403, 410}, (caller.name, method, path)


async def test_what_is_watchable(callers: list[Caller]) -> None:
    """An officer finds the incident that the own agency has a link to, and no other."""
    by_name = {caller.name.split()[0]: caller.http for caller in callers}
    incidents = {caller.query.partition("=")[2]: caller.sees for caller in callers if "agency" in caller.name}
    found = (await by_name["agency_officer"].get("/api/watchable")).json()
    for incident_id, sees in incidents.items():
        if incident_id:
            assert (incident_id in [one["incident_id"] for one in found]) is bool(sees)
