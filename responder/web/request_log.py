"""One structured line per request: who asked for what, the answer, how long it took; no headers or bodies."""

import time

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

# Asked for every few seconds by every page or probe: their successes are noise.
_QUIET = ("/healthz", "/api/overview", "/api/posters/", "/assets/")


class RequestLog:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        began_at_s = time.perf_counter()
        status = 0

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            _write(scope, status, time.perf_counter() - began_at_s)


def _write(scope: Scope, status: int, took_s: float) -> None:
    """The path only: a query string could hold what somebody pasted."""
    path = str(scope["path"])
    write = log.debug if status < 400 and path.startswith(_QUIET) else log.info
    client = scope.get("client")
    write(
        "request",
        method=scope.get("method"),
        path=path,
        status=status,
        ms=round(took_s * 1000, 1),
        address=client[0] if client else None,
    )
