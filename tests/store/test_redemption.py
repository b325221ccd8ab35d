"""A link with a PIN opens for who knows both, and guessing is counted and recorded."""

import pytest

from responder.access.audit import AuditKind
from responder.access.errors import InvalidRequest, LinkUnknown
from responder.access.incident import Incident
from responder.access.lockout import LIMIT, WINDOW_S
from responder.access.pin import PinLocked, PinRequired, PinWrong
from responder.store.audit import Audit
from responder.store.links import Links
from tests.store.conftest import OFFICER, Clock, kinds_of, redeem


@pytest.fixture
async def token(links: Links, incident: Incident) -> str:
    _, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER, pin="2468")
    return token


async def test_asks_for_the_pin_once(links: Links, token: str) -> None:
    """Then the cookie is enough."""
    with pytest.raises(PinRequired):
        await redeem(links, token)
    redeemed = await redeem(links, token, pin="2468")
    await redeem(links, token, redeemed.device_secret)


async def test_counts_wrong_pins_and_closes_the_door(
    links: Links, token: str, audit: Audit, clock: Clock
) -> None:
    """Five guesses, each in the record, then not even the right one until the window has passed."""
    for _ in range(LIMIT):
        with pytest.raises(PinWrong):
            await redeem(links, token, pin="1357")
    with pytest.raises(PinLocked):
        await redeem(links, token, pin="2468")
    assert (await kinds_of(audit))[2:] == [AuditKind.REDEEM_REFUSED] * (LIMIT + 1)
    clock.now += WINDOW_S
    await redeem(links, token, pin="2468")


async def test_keeps_the_pin_as_an_hmac_of_its_link(links: Links, incident: Incident) -> None:
    """The same PIN on another link looks different in the store, and is nowhere readable."""
    issued = [await links.issue(incident.incident_id, agency="P", actor=OFFICER, pin="2468") for _ in "ab"]
    hmacs = {link.pin_hmac for link, _ in issued}
    assert len(hmacs) == 2
    assert not hmacs & {None, "2468"}


async def test_does_not_let_a_stranger_fill_the_trail(links: Links, audit: Audit, clock: Clock) -> None:
    """Twenty made-up tokens from one address are recorded, more only when 15 minutes have passed."""
    for _ in range(25):
        with pytest.raises(LinkUnknown):
            await redeem(links, "made up")
    assert await kinds_of(audit) == [AuditKind.REDEEM_REFUSED] * 20
    clock.now += WINDOW_S
    with pytest.raises(LinkUnknown):
        await redeem(links, "made up")
    assert await kinds_of(audit) == [AuditKind.REDEEM_REFUSED] * 21


async def test_refuses_a_pin_that_is_none(links: Links, incident: Incident) -> None:
    """Four to eight digits."""
    with pytest.raises(InvalidRequest):
        await links.issue(incident.incident_id, agency="P", actor=OFFICER, pin="secret")
