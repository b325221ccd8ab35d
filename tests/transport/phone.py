"""The phone's side of ICE for tests: connectivity checks, made by hand and sent over any path."""

import secrets

from aioice import stun

from responder.transport.ice import Credentials


def connectivity_check(
    local: Credentials, remote_ufrag: str = "phon", *, nominate: bool = False, password: str | None = None
) -> bytes:
    """A Binding request to the agent with these credentials, as a controlling browser sends it."""
    request = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.REQUEST,
        transaction_id=secrets.token_bytes(12),
        attributes={
            "USERNAME": f"{local.ufrag}:{remote_ufrag}",
            "PRIORITY": 1853824767,
            "ICE-CONTROLLING": 1,
        },
    )
    if nominate:
        request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity((password or local.password).encode())
    return bytes(request)
