"""The two cookies: who signed in, and which device redeemed a link."""

from enum import StrEnum
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

Connection = ASGIConnection[Any, Any, Any, Any]


class Credential(StrEnum):
    STAFF = "responder-staff"
    DEVICE = "responder-device"


def read(connection: Connection, credential: Credential) -> str | None:
    """The secret in the cookie, or None."""
    return connection.cookies.get(_name(connection, credential)) or None


def grant(connection: Connection, credential: Credential, secret: str, *, max_age_s: int) -> Cookie:
    """The cookie that hands out a secret."""
    return _cookie(connection, credential, secret, max_age_s)


def withdraw(connection: Connection, credential: Credential) -> Cookie:
    """The cookie that makes the browser forget a secret."""
    return _cookie(connection, credential, "", 0)


def _cookie(connection: Connection, credential: Credential, value: str, max_age_s: int) -> Cookie:
    """Strict works for links out of messengers too: the page needs no cookie and asks from its own site."""
    return Cookie(
        key=_name(connection, credential),
        value=value,
        max_age=max_age_s,
        path="/",
        secure=is_secure(connection),
        httponly=True,
        samesite="strict",
    )


def _name(connection: Connection, credential: Credential) -> str:
    """`__Host-` binds a cookie to this very host, but browsers take it over HTTPS only."""
    return f"__Host-{credential}" if is_secure(connection) else str(credential)


def is_secure(connection: Connection) -> bool:
    """Whether the browser came over TLS, perhaps ended by a trusted proxy."""
    return connection.scope["scheme"] in {"https", "wss"}
