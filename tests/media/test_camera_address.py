"""A camera is connected at a literal address that the site allows, with credentials that URLs can hold."""

import pytest

from responder.media.camera_address import AddressRefused, resolve, with_credentials
from responder.settings import CameraNetwork

LOOPBACK = CameraNetwork(allow_loopback=True)


async def test_host_names_are_pinned() -> None:
    """The name is looked up once; what libav gets is an address."""
    pinned = await resolve("rtsp://localhost:8554/stream?channel=1", LOOPBACK)
    assert pinned in ("rtsp://127.0.0.1:8554/stream?channel=1", "rtsp://[::1]:8554/stream?channel=1")


@pytest.mark.parametrize(
    ("url", "pinned"),
    [
        ("rtsp://127.0.0.1/main", "rtsp://127.0.0.1:554/main"),
        ("rtsps://127.0.0.1/main", "rtsps://127.0.0.1:322/main"),
        ("rtsp://[::1]:99/main", "rtsp://[::1]:99/main"),
    ],
)
async def test_literal_addresses_stay(url: str, pinned: str) -> None:
    """IPv4 and IPv6 literals keep their form; a missing port is the scheme's."""
    assert await resolve(url, LOOPBACK) == pinned


@pytest.mark.parametrize(
    ("url", "network"),
    [
        ("rtsp://127.0.0.1/main", CameraNetwork()),
        ("rtsp://localhost/main", CameraNetwork()),
        ("rtsp://169.254.169.254/latest/meta-data", CameraNetwork()),
        ("rtsp://[::ffff:127.0.0.1]/main", CameraNetwork()),
        ("rtsp://192.0.2.7/main", CameraNetwork(allowed=("10.0.0.0/8",))),
        ("rtsp://no-such-camera.invalid/main", LOOPBACK),
    ],
)
async def test_other_addresses_are_refused(url: str, network: CameraNetwork) -> None:
    """Loopback, metadata services and foreign networks are refused, with a reason that names no address."""
    with pytest.raises(AddressRefused) as refused:
        await resolve(url, network)
    assert refused.value.reason
    assert "." not in refused.value.reason.rstrip(".")


@pytest.mark.parametrize(
    ("username", "password", "signed"),
    [
        (None, None, "rtsp://10.0.0.1:554/main"),
        ("viewer", None, "rtsp://viewer@10.0.0.1:554/main"),
        ("viewer", "p@ss:w/rd?#", "rtsp://viewer:p%40ss%3Aw%2Frd%3F%23@10.0.0.1:554/main"),
    ],
)
def test_credentials_are_escaped(username: str | None, password: str | None, signed: str) -> None:
    """No character of a password can change which host is connected."""
    assert with_credentials("rtsp://10.0.0.1:554/main", username, password) == signed
