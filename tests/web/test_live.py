"""Live sessions over HTTP and their control channel, with a real peer connection on the phone's side."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from tests.transport.viewer import Viewer

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")
FRAGMENT = {"content-type": "application/trickle-ice-sdpfrag"}


class Phone:
    """A device with a link to the high school and an offer of two slots."""

    def __init__(self, service: Service, http: httpx.AsyncClient, link_id: str, offer: str) -> None:
        self.service = service
        self.http = http
        self.link_id = link_id
        self.offer = offer

    async def open(self, *slots: dict[str, Any]) -> dict[str, Any]:
        answer = await self.http.post("/api/live", json={"sdp": self.offer, "slots": list(slots)})
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"/api/live/{answer.json()['live_id']}"
        opened: dict[str, Any] = answer.json()
        return opened

    def control(self, live_id: str) -> connect:
        origin = self.service.site.origin.replace("http://", "ws://")
        cookie = f"responder-device={self.http.cookies['responder-device']}"
        return connect(f"{origin}/api/live/{live_id}/control", additional_headers={"cookie": cookie})


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def offer() -> str:
    """What a phone wants: two receive-only H.264 slots."""
    viewer = Viewer(slots=2)
    sdp = await viewer.offer()
    await viewer.close()
    return sdp


@pytest_asyncio.fixture(loop_scope="session")
async def phone(service: Service, officer: httpx.AsyncClient, offer: str) -> AsyncIterator[Phone]:
    issued = (await share(officer, "high-school"))["issued"]
    yield Phone(service, await service.device(issued["url"]), issued["link"]["link_id"], offer)


async def until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of this kind."""
    async for text in socket:
        message: dict[str, Any] = msgspec.json.decode(text)
        if message["type"] == kind:
            return message
    raise AssertionError(f"the channel closed before {kind}")


async def test_live_video_begins_with_the_tap_on_the_link(
    service: Service, officer: httpx.AsyncClient, offer: str
) -> None:
    """One request opens the link and a live session, whose slots hold the first cameras of its building."""
    token = (await share(officer, "high-school"))["issued"]["url"].partition("#")[2]
    http = await service.kept_client()
    live = {"sdp": offer, "visible": 2, "width_px": 320}
    opened = (await http.post("/api/redeem", json={"token": token, "live": live})).json()
    slots = opened["live"]["slots"]
    assert [slot["camera_id"] for slot in slots] == ["auditorium-lobby", "cafeteria"]
    assert opened["live"]["sdp"].startswith("v=0")
    async with Phone(service, http, "", offer).control(opened["live"]["live_id"]) as socket:
        states = (await until(socket, "slot_states"))["slots"]
        assert [state["camera_id"] for state in states] == ["auditorium-lobby", "cafeteria"]


async def test_an_offer_that_cannot_be_answered_does_not_close_the_link(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """The phone gets its access, and is told what is wrong when it asks for live video by itself."""
    token = (await share(officer, "high-school"))["issued"]["url"].partition("#")[2]
    http = await service.kept_client()
    live = {"sdp": "v=0 nonsense", "visible": 2}
    answer = await http.post("/api/redeem", json={"token": token, "live": live})
    assert answer.status_code == 200
    assert answer.json()["live"] is None
    refused = await http.post("/api/live", json={"sdp": live["sdp"], "slots": []})
    assert refused.json()["type"] == "bad-sdp"


async def test_a_phone_is_told_about_its_slots(phone: Phone) -> None:
    """A camera that has no address says so; one of another building is denied, an empty slot is empty."""
    opened = await phone.open(
        {"slot": 0, "camera_id": "main-lobby", "focused": True}, {"slot": 1, "camera_id": "main-gym-north"}
    )
    assert opened["sdp"].startswith("v=0")
    async with phone.control(opened["live_id"]) as socket:
        states = (await until(socket, "slot_states"))["slots"]
        assert [(one["delivery"], one["camera_id"]) for one in states] == [
            ("offline", "main-lobby"),
            ("denied", "main-gym-north"),
        ]
        await socket.send('{"type": "set_slots", "slots": [{"slot": 1, "camera_id": null}]}')
        while (await until(socket, "slot_states"))["slots"][1]["delivery"] != "empty":
            pass


async def test_the_channel_answers_a_ping(phone: Phone) -> None:
    """So that the phone knows the server's clock, and that the channel lives."""
    opened = await phone.open()
    async with phone.control(opened["live_id"]) as socket:
        await socket.send('{"type": "ping", "client_time_ms": 123.5}')
        pong = await until(socket, "pong")
        assert pong["client_time_ms"] == 123.5
        assert pong["server_time_ms"] > 1e12


async def test_a_new_channel_gets_everything_again(phone: Phone) -> None:
    """A phone that changed networks opens a second one; the half-dead first one is closed."""
    opened = await phone.open({"slot": 0, "camera_id": "main-lobby"})
    async with phone.control(opened["live_id"]) as first:
        await until(first, "slot_states")
        async with phone.control(opened["live_id"]) as second:
            assert (await until(second, "slot_states"))["slots"][0]["camera_id"] == "main-lobby"
            with pytest.raises(AssertionError):
                await until(first, "never")


@pytest.mark.parametrize(
    "message", ["", "{", "[]", '{"type": "reboot"}', '{"type": "ping"}', b"\x00\xff", '{"type": "set_slots"}']
)
async def test_a_message_that_makes_no_sense_closes_the_channel(phone: Phone, message: str | bytes) -> None:
    """With a reason; the live session goes on and takes a new channel."""
    opened = await phone.open()
    async with phone.control(opened["live_id"]) as socket:
        await socket.send(message)
        await socket.wait_closed()
        assert socket.close_code == 1008
        assert socket.close_reason
    async with phone.control(opened["live_id"]) as socket:
        await until(socket, "camera_statuses")


async def test_a_revoked_link_ends_the_session_and_says_why(phone: Phone, officer: httpx.AsyncClient) -> None:
    """The last word on the channel is a problem type."""
    opened = await phone.open({"slot": 0, "camera_id": "main-lobby"})
    async with phone.control(opened["live_id"]) as socket:
        await until(socket, "slot_states")
        assert (await officer.post(f"/api/links/{phone.link_id}/revoke")).status_code == 200
        ended = await until(socket, "access_ended")
        assert ended["reason"] == "link-revoked"
        assert ended["detail"]
        await socket.wait_closed()
        assert socket.close_code == 1000
    assert (await phone.http.delete(f"/api/live/{opened['live_id']}")).status_code == 410


async def test_an_extended_link_tells_the_phone(phone: Phone, officer: httpx.AsyncClient) -> None:
    """The countdown on the page moves."""
    opened = await phone.open()
    async with phone.control(opened["live_id"]) as socket:
        await until(socket, "camera_statuses")
        extended = await officer.post(f"/api/links/{phone.link_id}/extend", json={"by_s": 600})
        assert (await until(socket, "permit_changed"))["expires_at_ms"] == extended.json()["expires_at_ms"]


async def test_is_told_which_agency_leads(officer: httpx.AsyncClient, phone: Phone, service: Service) -> None:
    """While it watches, as soon as the incident changes hands."""
    opened = await phone.open()
    incident_id = (await service.site.links.get(phone.link_id)).incident_id
    async with phone.control(opened["live_id"]) as socket:
        await until(socket, "camera_statuses")
        to = {"agency": "Maple Ridge Police"}
        assert (await officer.post(f"/api/incidents/{incident_id}/transfer", json=to)).status_code == 200
        assert (await until(socket, "permit_changed"))["lead_agency"] == "Maple Ridge Police"


async def test_is_told_when_the_map_is_another_one(surveyed: Service, offer: str) -> None:
    """A camera that is moved on the console: whoever watches asks for the cameras of the new map."""
    officer = await surveyed.signed_in()
    http = await surveyed.device((await share(officer, "high-school"))["issued"]["url"])
    phone = Phone(surveyed, http, "", offer)
    camera = surveyed.site.campus.camera_by_id["main-lobby"]
    moved = {key: getattr(camera, key) for key in ("longitude", "latitude", "level_id", "fov_deg", "range_m")}
    async with phone.control((await phone.open())["live_id"]) as socket:
        before = (await http.get("/api/permit")).json()["map_version"]
        assert (await until(socket, "map_in_place"))["version"] == before

        path = f"/api/campus/cameras/{camera.camera_id}/placing"
        assert (await officer.put(path, json={**moved, "azimuth_deg": 12.5})).status_code == 200

        after = before
        while after == before:
            after = (await until(socket, "map_in_place"))["version"]
    view = (await http.get("/api/permit")).json()
    assert view["map_version"] == after
    (shown,) = [it for it in view["cameras"] if it["camera_id"] == camera.camera_id]
    assert shown["azimuth_deg"] == 12.5


async def test_leaving_ends_the_session(phone: Phone) -> None:
    """At once, and leaving again finds nothing."""
    opened = await phone.open()
    assert (await phone.http.delete(f"/api/live/{opened['live_id']}")).status_code == 204
    again = await phone.http.delete(f"/api/live/{opened['live_id']}")
    assert (again.status_code, again.json()["type"]) == (404, "not-found")


async def test_a_session_belongs_to_its_device(
    phone: Phone, service: Service, officer: httpx.AsyncClient
) -> None:
    """Another device with a link of its own finds nothing by that name."""
    opened = await phone.open()
    other = await service.device((await share(officer, "high-school"))["issued"]["url"])
    assert (await other.delete(f"/api/live/{opened['live_id']}")).status_code == 404
    patched = await other.patch(f"/api/live/{opened['live_id']}", content="", headers=FRAGMENT)
    assert patched.status_code == 404
    stranger = Phone(service, other, "", "")
    with pytest.raises(InvalidStatus):
        await stranger.control(opened["live_id"])


@pytest.mark.parametrize(
    "sdp", ["", "v=0", "\x00", "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", "m=" * 999]
)
async def test_an_offer_that_cannot_be_answered(phone: Phone, sdp: str) -> None:
    """The phone is told what is wrong with it."""
    answer = await phone.http.post("/api/live", json={"sdp": sdp, "slots": []})
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-sdp")
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "change",
    [
        {"sdp": "x" * 40_000},
        {"slots": [{"slot": 64, "camera_id": None}]},
        {"slots": [{"slot": 0}]},
        {"slots": [{"slot": 0, "camera_id": None}] * 65},
        {"slots": None},
    ],
)
async def test_a_request_beyond_the_limits(phone: Phone, change: dict[str, Any]) -> None:
    """32 KB of SDP and 64 slots are more than any phone needs."""
    answer = await phone.http.post("/api/live", json={"sdp": phone.offer, "slots": []} | change)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")


async def test_a_device_cannot_pile_up_sessions(phone: Phone) -> None:
    """Nine open tabs are not an emergency."""
    for _ in range(8):
        await phone.open()
    answer = await phone.http.post("/api/live", json={"sdp": phone.offer, "slots": []})
    assert (answer.status_code, answer.json()["type"]) == (429, "too-many-requests")


async def test_ice_is_restarted(phone: Phone) -> None:
    """New credentials are answered with new ones; candidates alone need no answer."""
    opened = await phone.open()
    path = f"/api/live/{opened['live_id']}"
    restart = "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n"
    answer = await phone.http.patch(path, content=restart, headers=FRAGMENT)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/trickle-ice-sdpfrag"
    assert "a=ice-ufrag:" in answer.text


async def test_a_fragment_of_another_type_or_size(phone: Phone) -> None:
    """415 and 413, and what is no text is malformed."""
    path = f"/api/live/{(await phone.open())['live_id']}"
    wrong_type = await phone.http.patch(path, content="a", headers={"content-type": "text/plain"})
    assert (wrong_type.status_code, wrong_type.json()["type"]) == (415, "unsupported-media-type")
    too_large = await phone.http.patch(path, content="a" * 9000, headers=FRAGMENT)
    assert (too_large.status_code, too_large.json()["type"]) == (413, "too-large")
    no_text = await phone.http.patch(path, content=b"\xff\xfe", headers=FRAGMENT)
    assert (no_text.status_code, no_text.json()["type"]) == (400, "bad-request")


async def test_a_phone_is_told_what_its_link_does(phone: Phone) -> None:
    """With the budget that it set itself: the lower of data saver and number."""
    opened = await phone.open({"slot": 0, "camera_id": "main-lobby"})
    async with phone.control(opened["live_id"]) as socket:
        first = await until(socket, "link_report")
        assert (first["cap_bps"], first["sent_bytes"], first["protocol"]) == (None, 0, None)
        await socket.send('{"type": "set_budget", "data_saver": true, "cap_bps": 300000}')
        while (await until(socket, "link_report"))["cap_bps"] != 300_000:
            pass
        await socket.send('{"type": "set_budget", "cap_bps": 1}')
        await socket.wait_closed()
        assert socket.close_code == 1008
