"""A spoken code opens its link for a quarter of an hour, and guessing gets nowhere."""

import pytest

from responder.access.audit import AuditKind
from responder.access.errors import LinkRevoked, LinkUnknown, NotFound
from responder.access.incident import Incident
from responder.access.link import Link
from responder.access.spoken_code import CodesLocked
from responder.store.audit import Audit
from responder.store.connection import Store
from responder.store.links import Links
from responder.store.records import code_key
from responder.store.redemption import Redeemed
from responder.store.spoken_codes import SpokenCodes
from tests.store.conftest import OFFICER, Clock, kinds_of


@pytest.fixture
def spoken_codes(store: Store) -> SpokenCodes:
    return SpokenCodes(store)


@pytest.fixture
async def link(links: Links, incident: Incident) -> Link:
    link, _ = await links.issue(incident.incident_id, agency="Maple Police", actor=OFFICER)
    return link


async def redeem(spoken_codes: SpokenCodes, typed: str, address: str = "198.51.100.7") -> Redeemed:
    return await spoken_codes.redeem(typed, device_secret=None, label="Safari", address=address)


async def test_opens_its_link_however_it_is_typed(
    spoken_codes: SpokenCodes, link: Link, audit: Audit
) -> None:
    """The record has the making and the redeeming, and not the words."""
    code = await spoken_codes.make(link.link_id, actor=OFFICER)
    redeemed = await redeem(spoken_codes, code.upper().replace(" ", ", "))
    assert redeemed.admission.link.link_id == link.link_id
    assert (await kinds_of(audit))[-2:] == [AuditKind.SPOKEN_CODE_MADE, AuditKind.LINK_REDEEMED]
    assert not [entry async for entry in audit.entries() if code.encode() in bytes(entry.record)]


async def test_holds_a_quarter_of_an_hour(spoken_codes: SpokenCodes, link: Link, store: Store) -> None:
    """Redis itself forgets it, and never knew the words."""
    code = await spoken_codes.make(link.link_id, actor=OFFICER)
    assert 0 < await store.redis.ttl(code_key(store, code)) <= 15 * 60
    assert code not in code_key(store, code)


async def test_ends_with_its_link(spoken_codes: SpokenCodes, links: Links, link: Link) -> None:
    """A code of a revoked link opens nothing, and none is made for it."""
    code = await spoken_codes.make(link.link_id, actor=OFFICER)
    await links.revoke(link.link_id, actor=OFFICER)
    with pytest.raises(LinkRevoked):
        await redeem(spoken_codes, code)
    with pytest.raises(LinkRevoked):
        await spoken_codes.make(link.link_id, actor=OFFICER)
    with pytest.raises(NotFound):
        await spoken_codes.make("nothing", actor=OFFICER)


async def test_stops_guessing_from_one_source(
    spoken_codes: SpokenCodes, link: Link, audit: Audit, clock: Clock
) -> None:
    """Ten wrong codes lock the source out, recorded each; others are not held up."""
    code = await spoken_codes.make(link.link_id, actor=OFFICER)
    for _ in range(10):
        with pytest.raises(LinkUnknown):
            await redeem(spoken_codes, "acorn airport album alphabet amber")
    with pytest.raises(CodesLocked):
        await redeem(spoken_codes, code)
    assert (await kinds_of(audit))[-11:] == [AuditKind.REDEEM_REFUSED] * 11
    await redeem(spoken_codes, code, address="203.0.113.9")


async def test_stops_guessing_from_everywhere(spoken_codes: SpokenCodes, link: Link) -> None:
    """A hundred wrong codes from a hundred sources lock everybody out of codes; links go on."""
    code = await spoken_codes.make(link.link_id, actor=OFFICER)
    for number in range(100):
        with pytest.raises(LinkUnknown):
            await redeem(spoken_codes, "no code", address=f"203.0.113.{number}")
    with pytest.raises(CodesLocked):
        await redeem(spoken_codes, code)
