"""Cross-site requests change nothing: the origin check that stands in for CSRF tokens."""

from urllib.parse import urlsplit

import msgspec
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from responder.web import errors
from responder.web.wire import ProblemType

# Methods without side effects (RFC 9110 9.2.1); everything else is checked.
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    """Refuses state-changing requests and WebSockets that a page of another site caused.

    A request with a bearer token is exempt: no browser attaches one by itself. A request with neither
    `Sec-Fetch-Site` nor `Origin` does not come from a browser's page.
    """

    def __init__(self, app: ASGIApp, *, own_origin: str) -> None:
        self._app = app
        self._own_origin = own_origin.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._is_allowed(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == ScopeType.HTTP:
            await _refuse(send)
        else:
            # Before the handshake is accepted, this is answered with 403.
            await send({"type": "websocket.close", "code": 4403, "reason": ProblemType.CROSS_SITE})

    def _is_allowed(self, scope: Scope) -> bool:
        if scope.get("method") in _SAFE:
            return True
        headers = Headers.from_scope(scope)
        if headers.get("authorization", "").lower().startswith("bearer "):
            return True
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = headers.get("origin")
        return origin is None or self._is_own(origin.lower(), headers.get("host", "").lower())

    def _is_own(self, origin: str, host: str) -> bool:
        """The configured address, or the one that the browser asked for (behind a proxy they differ)."""
        return origin == self._own_origin or (host != "" and urlsplit(origin).netloc == host)


async def _refuse(send: Send) -> None:
    found = errors.problem(ProblemType.CROSS_SITE, "Open the page itself and try again.")
    headers = [(b"content-type", errors.MEDIA_TYPE.encode())]
    await send({"type": "http.response.start", "status": found.status, "headers": headers})
    await send({"type": "http.response.body", "body": msgspec.json.encode(found), "more_body": False})
