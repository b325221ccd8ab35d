"""A panic button calls: signed, fresh, once."""

import json
import time

import httpx
import pytest

from responder.access.account import Role
from responder.access.webhook import parse_secret, signature

from .service import PANIC_SECRET, Service, signed_in_as
from .test_agreements import AGREEMENT

pytestmark = pytest.mark.asyncio(loop_scope="session")

BODY = json.dumps({"building_ids": ["high-school"], "reason": "Button in room 101"}).encode()


async def call(
    client: httpx.AsyncClient,
    message_id: str,
    body: bytes = BODY,
    *,
    at_s: float | None = None,
    secret: str = PANIC_SECRET,
    path: str = "/hooks/panic",
) -> httpx.Response:
    """As the button's maker does."""
    timestamp = str(int(at_s or time.time()))
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(message_id, timestamp, body, parse_secret(secret)),
        "content-type": "application/json",
    }
    return await client.post(path, content=body, headers=headers)


async def test_an_alarm_opens_an_incident_once(browser: httpx.AsyncClient) -> None:
    """Repeating the call names the same incident and issues nothing more."""
    first, again = await call(browser, "alarm-1"), await call(browser, "alarm-1")
    assert first.status_code == 200, first.text
    assert again.json() == first.json() | {"links": []}
    assert (await call(browser, "alarm-2")).json()["incident_id"] != first.json()["incident_id"]


async def test_an_agreed_agency_gets_its_link_by_itself(service: Service, browser: httpx.AsyncClient) -> None:
    """It opens like any other."""
    admin = await signed_in_as(service, Role.DISTRICT_ADMIN)
    agreement = AGREEMENT | {"agency": "Button Police", "opens_by_itself": True, "max_lifetime_s": None}
    await admin.put("/api/agreements/Button Police", json=agreement)
    links = (await call(browser, "alarm-3")).json()["links"]
    assert [link["agency"] for link in links] == ["Button Police"]
    device = await service.device(links[0]["url"])
    assert (await device.get("/api/permit")).json()["reason"] == "Button in room 101"
    await admin.delete("/api/agreements/Button Police")


async def test_what_is_not_genuine_or_not_fresh_opens_nothing(browser: httpx.AsyncClient) -> None:
    """Another key, an old call, no signature, another body."""
    other = "whsec_" + "A" * 43 + "="
    old = await call(browser, "alarm-4", at_s=time.time() - 3600)
    forged = await call(browser, "alarm-4", secret=other)
    for answer in (old, forged):
        assert (answer.status_code, answer.json()["type"]) == (401, "webhook-refused")
    bare = await browser.post("/hooks/panic", content=BODY)
    assert (bare.status_code, bare.json()["type"]) == (400, "bad-request")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"building_ids": []}', b'{"building_ids": ["nowhere"]}', b"\xff"]
)
async def test_a_genuine_call_that_makes_no_sense_is_refused(browser: httpx.AsyncClient, body: bytes) -> None:
    """With what is wrong."""
    answer = await call(browser, "alarm-5", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")
