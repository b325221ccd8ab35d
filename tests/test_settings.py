"""What settings promise wherever they come from."""

from pathlib import Path

import pytest

from responder.settings import CameraNetwork, MediaSettings, ServerSettings, SettingsError


@pytest.mark.parametrize(
    ("network", "address", "allowed"),
    [
        (CameraNetwork(), "10.0.0.7", True),
        (CameraNetwork(), "2001:db8::7", True),
        (CameraNetwork(), "127.0.0.1", False),
        (CameraNetwork(), "::ffff:127.0.0.1", False),
        (CameraNetwork(), "::1", False),
        (CameraNetwork(), "169.254.169.254", False),
        (CameraNetwork(), "fe80::1", False),
        (CameraNetwork(), "224.0.0.1", False),
        (CameraNetwork(), "0.0.0.0", False),  # noqa: S104 - refused here, bound nowhere
        (CameraNetwork(allow_loopback=True), "127.0.0.1", True),
        (CameraNetwork(allow_loopback=True), "169.254.1.1", False),
        (CameraNetwork(allowed=("10.20.0.0/16",)), "10.20.3.4", True),
        (CameraNetwork(allowed=("10.20.0.0/16",)), "10.21.3.4", False),
        (CameraNetwork(allowed=("10.20.0.0/16",)), "127.0.0.1", False),
        (CameraNetwork(allowed=("169.254.0.0/16",)), "169.254.1.1", True),
    ],
)
def test_a_camera_may_only_be_where_the_site_has_cameras(
    network: CameraNetwork, address: str, allowed: bool
) -> None:
    """A wrong address must not make the service ask this machine or a cloud's metadata."""
    assert (network.refusal(address) is None) is allowed


def test_a_certificate_without_its_key_is_refused() -> None:
    """Also when the command line overrides the file."""
    with pytest.raises(SettingsError, match="together"):
        ServerSettings(tls_key=Path("key.pem"))


def test_media_is_never_bound_to_a_wildcard() -> None:
    """A wildcard socket answers from the wrong address on a machine with several."""
    with pytest.raises(SettingsError, match="wildcard"):
        MediaSettings(bind_addresses=("::",))
