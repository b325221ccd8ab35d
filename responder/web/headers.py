"""Headers that keep every answer safe, whoever made it."""

import re
from collections.abc import Iterable

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

# What MapLibre (same-origin ESM worker, blob images) and WebRTC need, and nothing more.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src {connect}; media-src 'self' blob:; font-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "object-src 'none'; form-action 'none'; frame-ancestors 'none'"
)

ALWAYS = {
    # Unless an answer says otherwise: what anybody may see can change at any moment.
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), payment=(), usb=(), display-capture=(), "
        "geolocation=(self), screen-wake-lock=(self), fullscreen=(self)"
    ),
}

# A standard player may run on another site: it presents a bearer token, never our cookie.
CROSS_ORIGIN_PATH = "/whep/"
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, ETag, Accept-Patch, Link",
}
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")

# Two years, the minimum for preload lists.
_STRICT_TRANSPORT = "max-age=63072000"


class SecurityHeaders:
    """Wraps the whole application, so that its own error pages carry the headers too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        added = dict(_headers(scope))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in added.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _headers(scope: Scope) -> Iterable[tuple[str, str]]:
    secure = scope.get("scheme") == "https"
    yield from ALWAYS.items()
    yield "Content-Security-Policy", page_policy(_host(scope), secure=secure)
    if secure:
        yield "Strict-Transport-Security", _STRICT_TRANSPORT
    if str(scope["path"]).startswith(CROSS_ORIGIN_PATH):
        yield from CROSS_ORIGIN.items()
    else:
        yield "Cross-Origin-Resource-Policy", "same-origin"


def page_policy(host: str | None, *, secure: bool) -> str:
    """Names the WebSocket's origin too: Safari before 15.4 does not count it as 'self'."""
    socket_origin = f" {'wss' if secure else 'ws'}://{host}" if host else ""
    return PAGE_POLICY.format(connect=f"'self'{socket_origin}")


def _host(scope: Scope) -> str | None:
    """The Host header, unless it is not one: it goes into a policy."""
    for name, value in scope["headers"]:
        host = value.decode("latin-1")
        if name == b"host" and _HOST.fullmatch(host):
            return host
    return None
