"""How often one may ask."""

import httpx
import pytest

from responder.web.errors import Refusal
from responder.web.limits import REDEEM_PER_LINK, REDEEM_PER_SOURCE, SIGN_IN_PER_SOURCE, Limits, source
from responder.web.wire import ProblemType

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_town_that_opens_a_link_at_once_is_let_in() -> None:
    """A hundred phones behind one address, within one second."""
    limits = Limits(clock=lambda: 0.0)
    assert all(is_let_in(limits, "203.0.113.9") for _ in range(100))


def is_let_in(limits: Limits, address: str) -> bool:
    try:
        limits.redeem(address, "token")
    except Refusal:
        return False
    return True


async def test_a_source_that_tries_tokens_is_slowed_down() -> None:
    """However many tokens it tries; another source is not."""
    limits = Limits(clock=lambda: 0.0)
    for attempt in range(REDEEM_PER_SOURCE.burst):
        limits.redeem("203.0.113.9", f"token {attempt}")
    with pytest.raises(Refusal) as refused:
        limits.redeem("203.0.113.9", "another token")
    assert refused.value.problem_type is ProblemType.TOO_MANY_REQUESTS
    assert refused.value.retry_after_s == 1
    limits.redeem("203.0.113.10", "another token")


async def test_a_link_that_is_tried_from_everywhere_is_slowed_down() -> None:
    """A link that went public does not keep the service busy; other links work."""
    limits = Limits(clock=lambda: 0.0)
    for number in range(REDEEM_PER_LINK.burst):
        limits.redeem(f"2001:db8:0:{number:x}::1", "public token")
    with pytest.raises(Refusal):
        limits.redeem("198.51.100.7", "public token")
    limits.redeem("198.51.100.8", "other token")


async def test_guessing_passwords_is_slowed_down() -> None:
    """Whichever accounts it is tried on; it goes on after a while."""
    now_s = 0.0
    limits = Limits(clock=lambda: now_s)
    for _ in range(SIGN_IN_PER_SOURCE.burst):
        limits.sign_in("203.0.113.9")
    with pytest.raises(Refusal):
        limits.sign_in("203.0.113.9")
    now_s = 2.0
    limits.sign_in("203.0.113.9")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.9", True),
        ("203.0.113.9", "203.0.113.10", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("", "", True),
    ],
)
async def test_a_source_is_what_one_party_holds(one: str, other: str, same: bool) -> None:
    """Everybody with IPv6 has 2**64 addresses."""
    assert (source(one) == source(other)) is same


async def test_a_device_that_opens_sessions_in_a_loop_is_told_to_wait(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """With the time to wait, over real HTTP."""
    device = await service.device((await share(officer, "high-school"))["issued"]["url"])
    for _ in range(60):
        answer = await device.post("/api/live", json={"sdp": "v=0", "slots": []})
        if answer.status_code == 429:
            break
    assert answer.json()["type"] == "too-many-requests"
    assert int(answer.headers["retry-after"]) >= 1
