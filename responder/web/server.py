"""The HTTP server around the application: binds, serves over TLS or plain, and ends in time."""

import asyncio
import contextlib
import errno
import os
import socket
import ssl
from collections.abc import Iterator

import uvicorn
from litestar.types import ASGIApp

from responder.settings import ServerSettings
from responder.web.control import MAX_MESSAGE_BYTES
from responder.web.server_error import ServerError

# What is left of the 3 s that the whole service has for its end.
_GRACE_S = 1

# A phone on a weak link keeps its connection between two polls instead of paying for another TLS handshake.
_KEEP_ALIVE_S = 75

# A dead control channel is noticed within the time in which its picture would be called stale anyway.
_PING_INTERVAL_S = 10.0


class WebServer:
    """Binds first, so that a taken port is said before all else; serves when everything stands."""

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._sockets: list[socket.socket] = []
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    def bind(self) -> int:
        """Opens the listening sockets and returns their port. Raises ServerError."""
        host, port = self._settings.host, self._settings.port
        try:
            for family, address in _resolve(host, port):
                bound = socket.create_server(
                    (address, self._port or port), family=family, dualstack_ipv6=address == "::", backlog=2048
                )
                self._sockets.append(bound)
        except OSError as error:
            self._close_sockets()
            raise ServerError(f"cannot listen on {host}:{port}: {_reason(error)}") from error
        return self._port

    async def start(self, application: ASGIApp) -> None:
        """Answers requests from now on. Raises ServerError when the certificate cannot be used."""
        self._server = _Server(self._config(application))
        self._serving = asyncio.create_task(self._server.serve(self._sockets), name="web server")
        ready = asyncio.create_task(self._server.ready.wait())
        await asyncio.wait({self._serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            raise ServerError("the web server ended while it was starting") from self._serving.exception()

    async def stop(self) -> None:
        """Ends within about a second: what is being answered may finish."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await asyncio.gather(self._serving)
        self._close_sockets()

    @property
    def _port(self) -> int:
        return int(self._sockets[0].getsockname()[1]) if self._sockets else 0

    def _config(self, application: ASGIApp) -> uvicorn.Config:
        settings = self._settings
        config = uvicorn.Config(
            application,
            http="h11",
            ws="websockets-sansio",
            ws_max_size=MAX_MESSAGE_BYTES,
            ws_ping_interval=_PING_INTERVAL_S,
            ws_ping_timeout=_PING_INTERVAL_S,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_GRACE_S,
            ssl_certfile=settings.tls_cert,
            ssl_keyfile=settings.tls_key,
        )
        try:
            config.load()
        except (OSError, ssl.SSLError) as error:
            raise ServerError(f"the TLS certificate or key cannot be used: {error}") from error
        return config

    def _close_sockets(self) -> None:
        for bound in self._sockets:
            bound.close()
        self._sockets = []


class _Server(uvicorn.Server):
    """Leaves signals to the service, which has more to end than HTTP."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _resolve(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    """Every address of the name: browsers try `localhost` as ::1 first."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    unique: list[tuple[socket.AddressFamily, str]] = list(
        dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found)
    )
    return [(family, address) for family, address in unique if _is_usable(family, address)] or unique


def _is_usable(family: socket.AddressFamily, address: str) -> bool:
    """A machine may name ::1 in its hosts file and have no IPv6."""
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((address, 0))
        return True
    return False


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program uses this port"
    if error.errno == errno.EACCES:
        return "ports below 1024 need more rights; use a higher one and a proxy"
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
