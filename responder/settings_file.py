"""Reads `responder.toml`, with secrets from the environment, into Settings; names mistakes by their key."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from responder.addresses import is_address
from responder.settings import (
    AccessSettings,
    CameraNetwork,
    CameraSettings,
    CampusSettings,
    MediaSettings,
    OidcSettings,
    Section,
    ServerSettings,
    Settings,
    SettingsError,
    StoreSettings,
)
from responder.store.errors import SecretUnreadable, StoreDamaged
from responder.store.secret import load_hmac_key, seal, unseal

T = TypeVar("T")


class _CameraTable(Section, frozen=True, kw_only=True):
    """A camera as written in the file: its password may be sealed, or the name of an environment variable."""

    main_url: str
    sub_url: str | None = None
    username: str | None = None
    password: str | None = None
    password_env: str | None = None
    password_sealed: str | None = None


class _AccessTable(Section, frozen=True, kw_only=True):
    """As written in the file: secrets are names of environment variables, or they are the secrets."""

    requires_agreement: bool = False
    panic_secret: str | None = None
    panic_secret_env: str | None = None
    alert_secret: str | None = None
    alert_secret_env: str | None = None


class _Document(Section, frozen=True, kw_only=True):
    """The file as written."""

    campus: CampusSettings
    server: ServerSettings = ServerSettings()
    media: MediaSettings = MediaSettings()
    store: StoreSettings = StoreSettings()
    camera_network: CameraNetwork = CameraNetwork()
    access: dict[str, Any] = msgspec.field(default_factory=dict)
    oidc: dict[str, Any] | None = None
    cameras: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    camera_groups: dict[str, frozenset[str]] = msgspec.field(default_factory=dict)


def load_settings(path: Path) -> Settings:
    """Reads the file at `path`; relative paths in it are relative to it. Raises SettingsError."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise SettingsError(str(path), f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), "is not UTF-8 text") from error
    return parse_settings(text, os.environ, path.parent)


def parse_settings(text: str, environment: Mapping[str, str], directory: Path) -> Settings:
    """Turns TOML into Settings; `REDIS_URL` of the environment wins over the file. Raises SettingsError."""
    try:
        document = _convert("", tomllib.loads(text), _Document)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError("responder.toml", f"is not valid TOML: {error}") from error
    server = _resolve_paths(document.server, directory)
    cameras = tuple(
        _camera(camera_id, table, environment, server.data_dir)
        for camera_id, table in document.cameras.items()
    )
    for camera in cameras:
        _check_literal_addresses(camera, document.camera_network)
    redis_url = environment.get("REDIS_URL") or document.store.redis_url
    return Settings(
        server=server,
        media=document.media,
        store=StoreSettings(redis_url=redis_url or None),
        campus=_campus(document.campus, directory),
        camera_network=document.camera_network,
        cameras=cameras,
        camera_groups=document.camera_groups,
        access=_access(document.access, environment),
        oidc=None if document.oidc is None else _oidc(document.oidc, environment),
    )


def _campus(written: CampusSettings, directory: Path) -> CampusSettings:
    basemap = None if written.basemap is None else directory / written.basemap
    return CampusSettings(path=directory / written.path, basemap=basemap)


def _oidc(table: dict[str, Any], environment: Mapping[str, str]) -> OidcSettings:
    given = dict(table)
    value, variable = given.pop("client_secret", None), given.pop("client_secret_env", None)
    secret = _secret("oidc.client_secret", value, variable, environment)
    return _convert("oidc", given | {"client_secret": secret}, OidcSettings)


def _access(table: dict[str, Any], environment: Mapping[str, str]) -> AccessSettings:
    written = _convert("access", table, _AccessTable)
    fields = {
        "requires_agreement": written.requires_agreement,
        "panic_secret": _secret(
            "access.panic_secret", written.panic_secret, written.panic_secret_env, environment
        ),
        "alert_secret": _secret(
            "access.alert_secret", written.alert_secret, written.alert_secret_env, environment
        ),
    }
    return _convert("access", fields, AccessSettings)


def _secret(key: str, value: str | None, variable: str | None, environment: Mapping[str, str]) -> str | None:
    """What the file says, or the variable that it names. Raises SettingsError."""
    if variable is None:
        return value
    if value is not None:
        raise SettingsError(f"{key}_env", f"give {key.rpartition('.')[2]} or its _env, not both")
    if variable not in environment:
        raise SettingsError(f"{key}_env", f"the environment has no variable {variable}")
    return environment[variable]


def _camera(
    camera_id: str, table: dict[str, Any], environment: Mapping[str, str], data_dir: Path
) -> CameraSettings:
    key = f"cameras.{camera_id}"
    written = _convert(key, table, _CameraTable)
    password = _secret(f"{key}.password", written.password, written.password_env, environment)
    if written.password_sealed is not None:
        if password is not None:
            raise SettingsError(f"{key}.password_sealed", "give one password, sealed or not")
        password = _unsealed(f"{key}.password_sealed", camera_id, written.password_sealed, data_dir)
    fields = {name: getattr(written, name) for name in ("main_url", "sub_url", "username")}
    return _convert(key, {"camera_id": camera_id, "password": password, **fields}, CameraSettings)


def seal_camera_password(data_dir: Path, camera_id: str, password: str) -> str:
    """For `password_sealed`: AES-256-GCM, only of use with this camera and the key of this data directory.

    Raises SecretUnreadable.
    """
    return seal(load_hmac_key(data_dir), _sealed_name(camera_id), password.encode())


def _unsealed(key: str, camera_id: str, sealed: str, data_dir: Path) -> str:
    try:
        return unseal(load_hmac_key(data_dir), _sealed_name(camera_id), sealed).decode()
    except (StoreDamaged, SecretUnreadable) as error:
        raise SettingsError(key, str(error)) from error


def _sealed_name(camera_id: str) -> str:
    return f"camera {camera_id}"


def _convert(key: str, value: object, into: type[T]) -> T:
    try:
        return msgspec.convert(value, into, dec_hook=_decode_path)
    except msgspec.ValidationError as error:
        raise _named(key, error) from error


def _decode_path(into: type, value: object) -> object:
    if into is Path and isinstance(value, str):
        return Path(value)
    raise TypeError(f"expected text, got {value!r}")


def _named(prefix: str, error: msgspec.ValidationError) -> SettingsError:
    """Msgspec ends a message with "at `$.server.port`"; our own errors know their key within that table."""
    message, _, path = str(error).partition(" - at `$")
    keys = [prefix, path.rstrip("`").lstrip(".")]
    cause = error.__cause__
    if isinstance(cause, SettingsError):
        keys.append(cause.key)
        message = cause.reason
    return SettingsError(".".join(key for key in keys if key) or "responder.toml", message)


def _resolve_paths(server: ServerSettings, directory: Path) -> ServerSettings:
    return msgspec.structs.replace(
        server,
        data_dir=directory / server.data_dir,
        static_dir=directory / server.static_dir,
        tls_cert=server.tls_cert and directory / server.tls_cert,
        tls_key=server.tls_key and directory / server.tls_key,
    )


def _check_literal_addresses(camera: CameraSettings, network: CameraNetwork) -> None:
    """Host names are resolved, pinned and checked on connecting; literal addresses right here."""
    for key, url in (("main_url", camera.main_url), ("sub_url", camera.sub_url)):
        host = urlsplit(url or "").hostname
        refusal = network.refusal(host) if host and is_address(host) else None
        if refusal is not None:
            raise SettingsError(f"cameras.{camera.camera_id}.{key}", refusal)
