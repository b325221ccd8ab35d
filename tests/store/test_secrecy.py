"""Whoever copies the store, the trail or the log gets in nowhere."""

from typing import cast

import pytest

from responder.access.account import Assignment, Role
from responder.access.errors import AccessError
from responder.access.incident import Incident
from responder.store.accounts import Accounts
from responder.store.audit import Audit
from responder.store.connection import Store
from responder.store.links import Links
from responder.store.spoken_codes import SpokenCodes
from responder.store.staff_sessions import StaffSessions
from tests.store.conftest import OFFICER, redeem

PASSWORD = "correct horse battery"
PIN = "90210735"
TAP_KEY = "0f" * 16


async def everything_in(store: Store) -> str:
    """All keys and values under the store's prefix, as one text."""
    parts = []
    async for key in store.redis.scan_iter(match=store.key("*")):
        kind = cast(bytes, await store.redis.type(key)).decode()
        if kind == "stream":
            value: object = await store.redis.xrange(key)
        elif kind == "zset":
            value = await store.redis.zrange(key, 0, -1)
        else:
            value = await store.redis.get(key)
        parts.append(f"{key!r} {value!r}")
    return "\n".join(parts)


async def test_keeps_nothing_that_opens_a_door(
    store: Store,
    links: Links,
    incident: Incident,
    accounts: Accounts,
    staff_sessions: StaffSessions,
    audit: Audit,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Tokens, taps, cookies, passwords, PINs and codes, right and wrong, are in no key, value or log."""
    link, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER, pin=PIN)
    redeemed = await redeem(links, token, pin=PIN, tap_key=TAP_KEY)
    code = await SpokenCodes(store).make(link.link_id, actor=OFFICER)
    await accounts.add(
        username="ann",
        display_name="Ann",
        assignment=Assignment(role=Role.SAFETY_OFFICER),
        password=PASSWORD,
        actor=OFFICER,
    )
    _, cookie = await staff_sessions.sign_in("ann", PASSWORD, label="Firefox", address="192.0.2.1")
    wrong_token, wrong_pin = "x" * 43, "90210736"
    for refused in (
        redeem(links, wrong_token),
        redeem(links, token, pin=wrong_pin),
        staff_sessions.sign_in("ann", "wrong horse", label="Firefox", address="192.0.2.1"),
        staff_sessions.sign_in(PASSWORD, "", label="Firefox", address="192.0.2.1"),
        SpokenCodes(store).redeem("acorn river piano maple tiger", device_secret=None, label="", address=""),
    ):
        with pytest.raises(AccessError):
            await refused

    found = await everything_in(store) + caplog.text
    assert "link_redeemed" in found
    secrets = {
        token,
        TAP_KEY,
        redeemed.device_secret,
        cookie,
        PASSWORD,
        PIN,
        wrong_token,
        wrong_pin,
        "wrong horse",
        *(" ".join(code.split()[at : at + 2]) for at in range(4)),
        "acorn river",
    }
    assert [secret for secret in secrets if secret in found] == []
