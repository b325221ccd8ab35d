"""Whatever happens at once, in whatever order, the store ends in a state that some order explains."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from responder.access.audit import AuditKind, AuditQuery
from responder.access.errors import AccessDenied, AccessError, NotFound
from responder.access.incident import IncidentKind
from responder.store.audit import Audit
from responder.store.checkpoints import Checkpoints
from responder.store.connection import Store, connect
from responder.store.devices import Devices
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.redemption import Redeemed
from responder.store.redis_server import EmbeddedRedis
from responder.store.secret import load_signing_key
from tests.store.conftest import OFFICER, Clock, next_prefix, redeem

PHONES = 4
DEVICE_LIMIT = 2
BY_S = 600.0

STEPS = st.one_of(
    st.tuples(st.sampled_from(["redeem", "redeem_in_vain"]), st.integers(0, PHONES - 1)),
    st.tuples(st.just("remove"), st.integers(0, PHONES - 1)),
    st.tuples(st.sampled_from(["extend", "revoke", "close"]), st.just(0)),
    st.tuples(st.just("wait"), st.just(0)),
)


class Scene:
    """One link of one incident, and phones, staff and time that act on it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.links, self.incidents, self.devices = Links(store), Incidents(store), Devices(store)
        self.cookies: dict[int, Redeemed] = {}
        self.taps: dict[int, str] = {}
        self.answered: set[str] = set()
        self.done: Counter[str] = Counter()

    async def begin(self) -> None:
        incident = await self.incidents.open(
            building_ids=("gym",), kind=IncidentKind.DRILL, reason="Drill", actor=OFFICER
        )
        link, self.token = await self.links.issue(
            incident.incident_id,
            agency="P",
            actor=OFFICER,
            lifetime_s=1000.0,
            device_limit=DEVICE_LIMIT,
        )
        self.incident_id, self.link_id = incident.incident_id, link.link_id

    async def act(self, name: str, phone: int) -> None:
        """Does one thing; a refusal by the rules is an answer, anything else fails the test."""
        actions: dict[str, Callable[[], Awaitable[object]]] = {
            "redeem": lambda: self.redeem(phone),
            "redeem_in_vain": lambda: self.tap(phone),
            "remove": lambda: self.remove(phone),
            "extend": lambda: self.links.extend(self.link_id, by_s=BY_S, actor=OFFICER),
            "revoke": lambda: self.links.revoke(self.link_id, actor=OFFICER),
            "close": lambda: self.incidents.close(self.incident_id, actor=OFFICER),
            "wait": self.wait,
        }
        try:
            await actions[name]()
        except AccessError:
            return
        self.done[name] += 1

    async def redeem(self, phone: int) -> None:
        """And hears the answer: the next tap is another one."""
        self.cookies[phone] = await self.tap(phone)
        self.taps.pop(phone, None)

    async def tap(self, phone: int) -> Redeemed:
        """Anew, or once more because no answer was heard."""
        key = self.taps.setdefault(phone, secrets.token_hex(16))
        known = self.cookies.get(phone)
        secret = known.device_secret if known else None
        redeemed = await redeem(self.links, self.token, secret, tap_key=key)
        self.answered.add(key)
        return redeemed

    async def remove(self, phone: int) -> None:
        if phone not in self.cookies:
            raise NotFound
        await self.devices.remove(self.cookies[phone].admission.device.device_id, actor=OFFICER)

    async def wait(self) -> None:
        """As long as a tap can be tried again; those unanswered are given up."""
        self.clock.now += 300.0
        self.taps.clear()


@example(batches=[[("redeem_in_vain", 0)] * 2, [("redeem", 0), ("redeem", 1)], [("redeem", 0)]])
@given(batches=st.lists(st.lists(STEPS, min_size=1, max_size=5), min_size=1, max_size=6))
# Each example makes its own store on the shared server; nothing of one reaches the next.
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_history_is_one_that_the_rules_allow(
    redis_server: EmbeddedRedis, data_dir: Path, batches: list[list[tuple[str, int]]]
) -> None:
    """Batches of things that happen at once; after each, state, permits and record agree."""
    clock = Clock()
    store = connect(redis_server.url, data_dir, prefix=next_prefix(), clock=clock)
    scene = Scene(store, clock)
    try:
        await scene.begin()
        for batch in batches:
            # Time passes before all else, not in the middle of a tap.
            at_once = sorted(batch, key=lambda step: step[0] != "wait")
            await asyncio.gather(*(scene.act(name, phone) for name, phone in at_once))
            await check(scene)
        await check_record(scene, data_dir)
    finally:
        await store.close()


async def check(scene: Scene) -> None:
    """Limits hold, final things are final, and a permit is there exactly for those inside while it lasts."""
    link, incident = await scene.links.get(scene.link_id), await scene.incidents.get(scene.incident_id)
    ended = bool(scene.done["revoke"] or scene.done["close"])
    assert (link.revoked_at_s is not None) == bool(scene.done["revoke"])
    assert incident.is_open == (not scene.done["close"])
    assert scene.done["revoke"] <= 1
    assert scene.done["close"] <= 1
    assert len(link.device_ids) <= DEVICE_LIMIT
    assert not set(link.device_ids) & set(link.removed_device_ids)
    for redeemed in scene.cookies.values():
        admission = await scene.devices.by_secret(redeemed.device_secret)
        inside = admission.device.device_id in link.device_ids
        entitled = inside and not ended and scene.clock.now < link.expires_at_s
        try:
            permit = admission.permit(scene.clock.now)
        except AccessDenied:
            assert not entitled
        else:
            assert entitled
            assert permit.valid_until_s <= link.expires_at_s


async def check_record(scene: Scene, data_dir: Path) -> None:
    """The trail has everything that was acknowledged, once, and its chain is sound."""
    audit = Audit(scene.store)
    kinds = Counter([record.event.kind async for record in audit.read(AuditQuery())])
    assert kinds[AuditKind.LINK_REVOKED] == scene.done["revoke"]
    assert kinds[AuditKind.INCIDENT_CLOSED] == scene.done["close"]
    assert kinds[AuditKind.LINK_EXTENDED] == scene.done["extend"]
    assert kinds[AuditKind.DEVICE_REMOVED] == scene.done["remove"]
    assert kinds[AuditKind.LINK_REDEEMED] == len(scene.answered)
    link = await scene.links.get(scene.link_id)
    assert len({*link.device_ids, *link.removed_device_ids}) <= len(scene.answered)
    assert (await Checkpoints(scene.store, audit, load_signing_key(data_dir)).verify()).is_sound
