"""Authorisation, swept: every route is guarded or on the short public list, and the guards hold."""

from collections.abc import Iterator

import httpx
import pytest
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute, WebSocketRoute
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from responder.web.application import ROUTES, create_litestar
from responder.web.guards import StaffGuard, ViewerGuard

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")

PUBLIC = {
    ("GET", "/"),
    ("GET", "/console"),
    ("GET", "/e"),
    ("GET", "/assets/{path:path}"),
    ("GET", "/{file_name:str}"),
    ("GET", "/healthz"),
    ("GET", "/api/schema"),
    ("GET", "/api/schema/openapi.json"),
    ("GET", "/api/schema/{path:str}"),
    ("POST", "/api/session"),
    ("DELETE", "/api/session"),
    ("POST", "/api/session/passkey"),
    ("POST", "/api/session/passkey/begin"),
    ("GET", "/api/session/methods"),
    ("GET", "/api/session/oidc"),
    ("GET", "/api/session/oidc/callback"),
    ("POST", "/api/redeem"),
    ("POST", "/api/redeem/spoken"),
    # Whoever calls signs what is said.
    ("POST", "/hooks/panic"),
    ("POST", "/hooks/alert"),
    ("OPTIONS", "/whep/{camera_id:str}"),
    ("OPTIONS", "/whep/{camera_id:str}/{live_id:str}"),
}


def routes(service: Service) -> Iterator[tuple[str, str, BaseRouteHandler]]:
    """Method, path and handler of all that can be asked for; HEAD is as GET, OPTIONS only lists methods."""
    for route in create_litestar(service.site).routes:
        if isinstance(route, WebSocketRoute):
            yield "WEBSOCKET", route.path, route.route_handler
        elif isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                yield from ((method, route.path, handler) for method in _methods(handler))


def _methods(handler: HTTPRouteHandler) -> Iterator[str]:
    for method in handler.http_methods:
        is_generated = handler.handler_name == "options_handler"
        if method != "HEAD" and not is_generated:
            yield str(method)


def guards_of(handler: BaseRouteHandler) -> list[object]:
    return [guard for guard in handler.resolve_guards() if isinstance(guard, StaffGuard | ViewerGuard)]


def guarded(service: Service) -> list[tuple[str, str, BaseRouteHandler]]:
    """All guarded HTTP routes."""
    return [it for it in routes(service) if it[0] != "WEBSOCKET" and guards_of(it[2])]


def filled(path: str) -> str:
    """The path with something in its places."""
    return (
        path.replace(":str}", "}")
        .replace(":int}", "}")
        .format(
            camera_id="main-lobby",
            level_id="high-school-1",
            building_id="high-school",
            incident_id="some-incident",
            link_id="some-link",
            device_id="some-device",
            live_id="some-session",
            collection_id="units",
            item_id="some-item",
            agency="some-agency",
            username="nobody",
            passkey_id="no-such-key",
            unit_id="some-room",
            reference="C4",
            candidate_id="no-such-map",
            marker_id="some-marker-of-some-phone",
            zoom=14,
            column=4770,
            row=6202,
        )
    )


async def test_every_route_is_guarded_or_public(service: Service) -> None:
    """Whoever adds a route decides who may use it."""
    open_routes = {(method, path) for method, path, handler in routes(service) if not guards_of(handler)}
    assert open_routes == PUBLIC


async def test_every_route_is_swept(service: Service) -> None:
    """The sweep sees as many handlers as there are."""
    seen = {handler.fn for _, path, handler in routes(service) if not path.startswith("/api/schema")}
    assert seen == {handler.fn for handler in ROUTES}


async def test_nothing_guarded_answers_a_stranger(service: Service, browser: httpx.AsyncClient) -> None:
    """Without credentials, and with ones that nobody was given."""
    for method, path, _ in guarded(service):
        for headers in ({}, {"authorization": "Bearer " + "x" * 43}, {"cookie": "responder-device=x"}):
            answer = await browser.request(method, filled(path), headers=headers)
            assert answer.status_code == 401, (method, path, headers)
            assert answer.json()["type"] == "not-signed-in", (method, path, headers)


async def test_nothing_of_staff_answers_a_link(service: Service, officer: httpx.AsyncClient) -> None:
    """Whoever holds a link cannot issue another one."""
    device = await service.device((await share(officer, "high-school"))["issued"]["url"])
    for method, path, handler in guarded(service):
        if any(isinstance(guard, StaffGuard) for guard in guards_of(handler)):
            answer = await device.request(method, filled(path))
            assert (answer.status_code, answer.json()["type"]) == (401, "not-signed-in"), (method, path)


async def test_a_control_channel_is_not_opened_for_a_stranger(service: Service) -> None:
    """The handshake is refused before anything is said."""
    url = service.site.origin.replace("http://", "ws://") + "/api/live/some-session/control"
    with pytest.raises(InvalidStatus) as refused:
        await connect(url)
    assert refused.value.response.status_code == 403


async def test_the_credential_of_another_kind_opens_nothing(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """A device's secret is no staff cookie, and the other way round."""
    device = await service.device((await share(officer, "high-school"))["issued"]["url"])
    device_secret, staff_secret = device.cookies["responder-device"], officer.cookies["responder-staff"]
    async with service.client(cookie=f"responder-staff={device_secret}") as one:
        assert (await one.get("/api/session")).status_code == 401
    async with service.client(authorization=f"Bearer {staff_secret}") as other:
        assert (await other.get("/api/permit")).status_code == 401
