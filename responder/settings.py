"""What a site configures; camera addresses and credentials live only here."""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from responder.access.account import require_scope
from responder.access.errors import InvalidRequest
from responder.access.federation import GroupRule
from responder.access.webhook import parse_secret
from responder.addresses import IpAddress, is_address, parse_address, parse_network

Port = Annotated[int, Meta(ge=0, le=65_535)]
CAMERA_SCHEMES = frozenset({"rtsp", "rtsps"})


class SettingsError(ValueError):
    """A setting is wrong: `key` names it as written in the file (`server.port`), `reason` is for a person."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every table of the file: an unknown key is an error, so that no typing error is ignored."""


class ServerSettings(Section, frozen=True, kw_only=True):
    """Where the web server listens and how it is reached from outside."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str = ""
    """Address in links and QR codes, without a final slash; empty: made from host, port and TLS."""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: tuple[str, ...] = ()
    """Networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed."""
    data_dir: Path = Path("data")
    static_dir: Path = Path("static/dist")

    def __post_init__(self) -> None:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise SettingsError("tls_cert", "tls_cert and tls_key are only useful together")
        if self.public_url:
            _check_public_url(self.public_url)
        for network in self.trusted_proxies:
            _network("trusted_proxies", network)

    @property
    def origin(self) -> str:
        """Scheme, host and port of the service as browsers see it, e.g. `https://cameras.example.org`."""
        if self.public_url:
            return self.public_url
        is_wildcard = is_address(self.host) and parse_address(self.host).is_unspecified
        host = "localhost" if is_wildcard else self.host
        bracketed = f"[{host}]" if ":" in host else host
        return f"{'https' if self.tls_cert else 'http'}://{bracketed}:{self.port}"


class MediaSettings(Section, frozen=True, kw_only=True):
    """The one UDP and TCP port that carries video."""

    bind_addresses: tuple[str, ...] = ()
    """Addresses to bind, one socket each; empty: every address of this machine that phones can reach."""
    port: Port = 8189
    public_addresses: dict[str, tuple[str, ...]] = {}
    """Bound address -> addresses to advertise for it instead, when the machine is behind 1:1 NAT."""
    transcoding_cores: Annotated[int, Meta(ge=0)] | None = None
    """Cores that may make smaller pictures of the cameras' streams: by default all, 0 for none."""

    def __post_init__(self) -> None:
        for address in self.bind_addresses:
            if _address("bind_addresses", address).is_unspecified:
                raise SettingsError(
                    "bind_addresses",
                    f"{address} is a wildcard, which may answer from the wrong address; "
                    "name each address, or leave the list empty for all of them",
                )
        for bound, advertised in self.public_addresses.items():
            for address in (bound, *advertised):
                _address("public_addresses", address)


class StoreSettings(Section, frozen=True, kw_only=True):
    """Where people, links and records are kept."""

    redis_url: str | None = None
    """A Redis of the site; empty: the service runs a private one in the data directory."""


class CampusSettings(Section, frozen=True, kw_only=True):
    """The place: a directory of IMDF layers, see `campus_maps/README.md`."""

    path: Path
    basemap: Path | None = None
    """An MBTiles file with raster tiles, such as an aerial photograph, to be drawn under the campus."""


class AccessSettings(Section, frozen=True, kw_only=True):
    """What the district decides about who gets in."""

    requires_agreement: bool = False
    """An agency without an agreement gets no link."""
    panic_secret: str | None = None
    """What the panic button's maker signs its calls with (`whsec_...`); without one nobody can call."""
    alert_secret: str | None = None
    """The same for detectors, which let nobody in."""

    def __post_init__(self) -> None:
        for name in ("panic_secret", "alert_secret"):
            try:
                _key(getattr(self, name))
            except InvalidRequest as error:
                raise SettingsError(name, str(error)) from error
        if self.panic_secret is not None and self.panic_secret == self.alert_secret:
            raise SettingsError("alert_secret", "must differ from panic_secret: a panic alarm lets people in")

    @property
    def panic_key(self) -> bytes | None:
        return _key(self.panic_secret)

    @property
    def alert_key(self) -> bytes | None:
        return _key(self.alert_secret)

    def __repr__(self) -> str:
        """The secrets never reach a log."""
        return f"AccessSettings(requires_agreement={self.requires_agreement!r})"


def _key(secret: str | None) -> bytes | None:
    """Raises InvalidRequest."""
    return None if secret is None else parse_secret(secret)


class OidcSettings(Section, frozen=True, kw_only=True):
    """An OpenID Connect provider whose people sign in here by the groups that they are in."""

    issuer: str
    client_id: str
    client_secret: str
    groups: tuple[GroupRule, ...]
    name: str = "District account"
    """On the button of the sign-in page."""
    groups_claim: str = "groups"
    """Where ID tokens name the groups; Entra ID may use `roles`."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        is_local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if parts.scheme != "https" and not (parts.scheme == "http" and is_local):
            raise SettingsError("issuer", "must begin with https://")
        if not self.groups:
            raise SettingsError("groups", "names no group: nobody could sign in")
        for rule in self.groups:
            _check_group(rule)

    def __repr__(self) -> str:
        """The secret never reaches a log."""
        return f"OidcSettings(issuer={self.issuer!r})"


class CameraNetwork(Section, frozen=True, kw_only=True):
    """Which addresses a camera may have, so that a wrong setting cannot make the service reach elsewhere."""

    allow_loopback: bool = False
    """For simulated cameras on the same machine."""
    allowed: tuple[str, ...] = ()
    """Networks of the cameras; empty: any unicast address but loopback, link-local and reserved ones."""

    def __post_init__(self) -> None:
        for network in self.allowed:
            _network("allowed", network)

    def refusal(self, address: str) -> str | None:
        """Why a camera may not be at this (resolved) IP address, or None when it may."""
        ip = parse_address(address)
        if any(ip in parse_network(network) for network in self.allowed):
            return None
        if ip.is_loopback:
            return None if self.allow_loopback else f"{ip} is this machine itself"
        if self.allowed:
            return f"{ip} is in none of the networks in camera_network.allowed"
        if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved:
            return f"{ip} is a link-local, multicast or reserved address"
        return None


class CameraSettings(Section, frozen=True, kw_only=True):
    """How one surveyed camera is reached. `username` and `password` are sent only when the camera asks."""

    camera_id: str
    main_url: str
    sub_url: str | None = None
    username: str | None = None
    password: str | None = None

    def __post_init__(self) -> None:
        _check_camera_url("main_url", self.main_url)
        if self.sub_url is not None:
            _check_camera_url("sub_url", self.sub_url)

    def __repr__(self) -> str:
        """Names the camera only: addresses and credentials never reach a log."""
        return f"CameraSettings(camera_id={self.camera_id!r})"


class Settings(Section, frozen=True, kw_only=True):
    """Everything that the running service needs to know about its site."""

    server: ServerSettings
    media: MediaSettings
    store: StoreSettings
    campus: CampusSettings
    camera_network: CameraNetwork
    cameras: tuple[CameraSettings, ...]
    access: AccessSettings = AccessSettings()
    oidc: OidcSettings | None = None
    camera_groups: dict[str, frozenset[str]] = {}
    """Such as entrances or parking, by name: the ids of their cameras."""


def _check_group(rule: GroupRule) -> None:
    """Raises SettingsError for a role without the scope that it needs."""
    try:
        require_scope(rule)
    except InvalidRequest as error:
        raise SettingsError("groups", f"{rule.group}: {error}") from error


def _check_public_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError("public_url", f"{url!r} is not like https://cameras.example.org")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise SettingsError("public_url", f"{url!r} must end after host and port, without a slash")


def _check_camera_url(key: str, url: str) -> None:
    """Never repeats the address: it may hold a password."""
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError as error:
        raise SettingsError(key, "is not a valid address") from error
    if parts.scheme not in CAMERA_SCHEMES:
        raise SettingsError(key, "must begin with rtsp:// or rtsps://")
    if not parts.hostname or not port_is_valid or re.search(r"[\s\x00-\x1f]", url):
        raise SettingsError(key, "is not a valid address")
    if parts.username or parts.password:
        raise SettingsError(key, "holds credentials; put them in username and password_env")


def _address(key: str, value: str) -> IpAddress:
    try:
        return parse_address(value)
    except ValueError as error:
        raise SettingsError(key, f"{value!r} is not an IP address") from error


def _network(key: str, value: str) -> None:
    try:
        parse_network(value)
    except ValueError as error:
        raise SettingsError(key, f"{value!r} is not a network such as 10.20.0.0/16") from error
