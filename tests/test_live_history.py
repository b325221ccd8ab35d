"""Whatever happens at once, no phone gets a frame after its access ended: real store, HTTP and packets.

Batches of taps on links, revocations, extensions and closed incidents run at the same time. After each the
store says who may watch; whoever may is getting packets, and whoever may not got the last one in time.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from load_tests.phones import Phone
from responder.access.link import LinkState, state
from responder.demo.backdrops import Place
from responder.demo.scene import SceneSpec
from tests.one_camera import service_with_camera
from tests.web.service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="module")

CAMERA = "main-lobby"
BUILDING = "high-school"
# Links 0 and 1 are of one incident, link 2 of another; phone n opens link n % 3.
LINKS, INCIDENTS, PHONES = 3, 2, 6
INCIDENT_OF = (0, 0, 1)
PROMISED_S = 2.0
# A phone that is cut off while it connects waits for nothing; a busy machine connects more slowly.
CONNECT_WITHIN_S = 4.0
# Nothing else that is waited for takes longer.
WITHIN_S = 15.0
# Listened for beyond what was promised, after the last batch.
LISTEN_S = 0.3

STEPS = st.one_of(
    st.tuples(st.just("open"), st.integers(0, PHONES - 1)),
    st.tuples(st.sampled_from(["revoke", "extend"]), st.integers(0, LINKS - 1)),
    st.tuples(st.just("close"), st.integers(0, INCIDENTS - 1)),
)
# Without phones at the start there would be little to take away.
BATCHES = st.lists(st.lists(STEPS, min_size=1, max_size=6, unique=True), min_size=1, max_size=3)


class Ended(Struct, frozen=True):
    """A phone whose access is over, and when that was acknowledged."""

    phone: Phone
    acknowledged_at_s: float


class Scene:
    """Two incidents with three links, phones at them, and what was acknowledged."""

    def __init__(self, service: Service, officer: httpx.AsyncClient) -> None:
        self._service = service
        self._officer = officer
        self._over_at_s: dict[int, float] = {}
        self._refused: set[int] = set()
        self._watching: dict[int, list[Phone]] = {}
        self._phones: list[Phone] = []
        self.ended: list[Ended] = []

    async def begin(self) -> None:
        """Opens both incidents; a phone watches by each link."""
        first, second = await share(self._officer, BUILDING), await share(self._officer, BUILDING)
        self._incident_ids = [it["incident"]["incident_id"] for it in (first, second)]
        path = f"/api/incidents/{self._incident_ids[0]}/links"
        other = await self._officer.post(path, json={"agency": "Maple Ridge Fire"})
        assert other.status_code == 201, other.text
        issued = [first["issued"], other.json(), second["issued"]]
        self._urls = [it["url"] for it in issued]
        self._link_ids = [it["link"]["link_id"] for it in issued]
        await asyncio.gather(*(self.act("open", number) for number in range(LINKS)))
        assert len(self._watching) == LINKS

    async def act(self, name: str, number: int) -> None:
        """Does one thing; a refusal by the rules is an answer."""
        actions: dict[str, Callable[[int], Awaitable[None]]] = {
            "open": self._open,
            "revoke": self._revoke,
            "extend": self._extend,
            "close": self._close,
        }
        await actions[name](number)

    async def check(self) -> None:
        """Who may watch does, who may not got the last packet in time, and no permit outlives its link."""
        assert self._refused <= self._over_at_s.keys()
        for number in range(LINKS):
            await self._check_link(number)
        for session in self._service.site.live:
            link_id = session.permit.link_id
            assert link_id is not None
            link = await self._service.site.links.get(link_id)
            incident = await self._service.site.incidents.get(link.incident_id)
            assert state(link, incident, time.time()) is LinkState.ACTIVE
            assert session.permit.valid_until_s <= link.expires_at_s
        self.check_ended()

    def check_ended(self) -> None:
        """However long they have been listened to since."""
        for it in self.ended:
            late_s = it.phone.peer.last_packet_at_s - it.acknowledged_at_s
            assert late_s <= PROMISED_S, f"a packet came {late_s:.2f} s after the end was acknowledged"

    async def close(self) -> None:
        """Every phone leaves."""
        for phone in self._phones:
            await phone.close()

    async def _open(self, number: int) -> None:
        link = number % LINKS
        phone = Phone(self._urls[link])
        self._phones.append(phone)
        try:
            async with asyncio.timeout(CONNECT_WITHIN_S):
                await phone.watch([CAMERA])
        except (httpx.HTTPStatusError, TimeoutError):
            # Refused, or cut off while it connected.
            self._refused.add(link)
            return
        self._watching.setdefault(link, []).append(phone)

    async def _revoke(self, number: int) -> None:
        answer = await self._officer.post(f"/api/links/{self._link_ids[number]}/revoke")
        self._note_end([number], answer)

    async def _close(self, number: int) -> None:
        answer = await self._officer.post(f"/api/incidents/{self._incident_ids[number]}/close")
        self._note_end([link for link in range(LINKS) if INCIDENT_OF[link] == number], answer)

    async def _extend(self, number: int) -> None:
        path = f"/api/links/{self._link_ids[number]}/extend"
        answer = await self._officer.post(path, json={"by_s": 600})
        assert answer.status_code in {200, 410}, answer.text

    def _note_end(self, links: Sequence[int], answer: httpx.Response) -> None:
        assert answer.status_code in {200, 410}, answer.text
        for link in links:
            self._over_at_s.setdefault(link, time.time())

    async def _check_link(self, number: int) -> None:
        site = self._service.site
        link = await site.links.get(self._link_ids[number])
        incident = await site.incidents.get(link.incident_id)
        is_over = state(link, incident, time.time()) is not LinkState.ACTIVE
        assert is_over == (number in self._over_at_s)
        if not is_over:
            await asyncio.gather(*(it.first_packet(WITHIN_S) for it in self._watching.get(number, [])))
            return
        for phone in self._watching.pop(number, []):
            await _told(phone)
            self.ended.append(Ended(phone, self._over_at_s[number]))


async def _told(phone: Phone) -> None:
    """Returns once the service has said goodbye to it."""
    async with asyncio.timeout(WITHIN_S):
        while phone.peer.dtls_state != "closed":  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.01)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """One for all histories, each of which brings its own incidents."""
    spec = SceneSpec(camera_number=1, name="Main lobby", place=Place.HALL)
    async with service_with_camera(tmp_path_factory.mktemp("history"), CAMERA, spec) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def officer(service: Service) -> httpx.AsyncClient:
    """Who shares and revokes."""
    return await service.signed_in()


@given(batches=BATCHES)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_no_history_lets_a_frame_out_too_late(
    service: Service, officer: httpx.AsyncClient, batches: list[list[tuple[str, int]]]
) -> None:
    """Ten histories, each with two incidents, three links and up to a dozen phones."""
    scene = Scene(service, officer)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(scene.close)
        await scene.begin()
        for batch in batches:
            await asyncio.gather(*(scene.act(name, number) for name, number in batch))
            await scene.check()
        await asyncio.gather(*(scene.act("close", number) for number in range(INCIDENTS)))
        await scene.check()
        assert len(scene.ended) >= LINKS
        await asyncio.sleep(LISTEN_S)
        scene.check_ended()
