"""Where a camera really is: its address resolved once per connection, pinned, and allowed by the site."""

import asyncio
import socket
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from responder.media.errors import MediaError
from responder.settings import CameraNetwork

DEFAULT_PORTS = {"rtsp": 554, "rtsps": 322}


class AddressRefused(MediaError):
    """The camera cannot be reached at its address; `reason` is for a person and names no address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def resolve(url: str, network: CameraNetwork) -> str:
    """The same URL with a literal address that the site allows, so that no later look-up can change it.

    Raises AddressRefused.
    """
    parts = urlsplit(url)
    port = parts.port or DEFAULT_PORTS.get(parts.scheme, 554)
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError:
        raise AddressRefused("The camera's host name is not known on this network.") from None
    addresses = [str(entry[4][0]) for entry in found]
    allowed = next((address for address in addresses if network.refusal(address) is None), None)
    if allowed is None:
        raise AddressRefused("The camera's address is outside of the networks that the site allows.")
    return _at(parts, allowed, port)


def with_credentials(url: str, username: str | None, password: str | None) -> str:
    """The URL that libav wants; it must never reach a log."""
    if username is None:
        return url
    parts = urlsplit(url)
    secret = quote(username, safe="") + (f":{quote(password, safe='')}" if password is not None else "")
    return urlunsplit(parts._replace(netloc=f"{secret}@{parts.netloc}"))


def _at(parts: SplitResult, address: str, port: int) -> str:
    host = f"[{address}]" if ":" in address else address
    return urlunsplit(parts._replace(netloc=f"{host}:{port}"))
