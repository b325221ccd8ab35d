"""Whether a site's settings, map and cameras fit together, and which of its settings are weak."""

import os
import ssl
import stat
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from gis.campus import Campus
from gis.finding import Severity
from gis.imdf import check_campus
from responder.settings import CampusSettings, ServerSettings, Settings, SettingsError
from responder.web.basemap import Basemap

# The bits of group and others.
_FOREIGN_READING = stat.S_IRGRP | stat.S_IROTH


class Weight(StrEnum):
    """An error keeps the site from working; a warning is for a person to decide."""

    ERROR = "error"
    WARNING = "warning"


class SiteFinding(Struct, frozen=True):
    """`subject` is a key of the settings, or a file of the map and its feature."""

    weight: Weight
    subject: str
    text: str


def check_site(settings: Settings) -> list[SiteFinding]:
    """Everything there is to say; nothing is started and no camera is connected."""
    campus, findings = check_campus(settings.campus.path)
    found = [
        SiteFinding(
            Weight.ERROR if one.severity is Severity.ERROR else Weight.WARNING,
            f"{one.file}: {one.feature}" if one.feature else one.file,
            one.reason,
        )
        for one in findings
    ]
    found += _check_basemap(settings.campus)
    found += _check_server(settings.server)
    if campus is not None:
        found += _check_cameras(settings, campus)
    return found


def _check_basemap(campus: CampusSettings) -> Iterator[SiteFinding]:
    if campus.basemap is None:
        return
    try:
        Basemap(campus.basemap)
    except SettingsError as error:
        yield SiteFinding(Weight.ERROR, error.key, error.reason)


def check_file(path: Path) -> list[SiteFinding]:
    """Whether others on this machine can read what may be the cameras' passwords."""
    if path.stat().st_mode & _FOREIGN_READING == 0 or "password =" not in path.read_text("utf-8"):
        return []
    return [SiteFinding(Weight.WARNING, str(path), "holds passwords and is readable by others: chmod 600 it")]


def _check_cameras(settings: Settings, campus: Campus) -> Iterator[SiteFinding]:
    configured = {camera.camera_id for camera in settings.cameras}
    for camera in settings.cameras:
        key = f"cameras.{camera.camera_id}"
        if camera.camera_id not in campus.camera_by_id:
            yield SiteFinding(Weight.ERROR, key, "is not on the map")
        if camera.sub_url is None:
            yield SiteFinding(
                Weight.WARNING, key, "has no sub_url: small pictures cost as much as large ones"
            )
        if not camera.password:
            yield SiteFinding(Weight.WARNING, key, "has no password: anybody on its network can watch it")
    for camera_id in campus.camera_by_id:
        if camera_id not in configured:
            yield SiteFinding(
                Weight.WARNING, f"cameras.{camera_id}", "is on the map, but has no address here"
            )
    for group, members in settings.camera_groups.items():
        for camera_id in sorted(members - campus.camera_by_id.keys()):
            yield SiteFinding(Weight.ERROR, f"camera_groups.{group}", f"{camera_id} is not on the map")
    masked = [camera.camera_id for camera in campus.cameras if camera.privacy_masks]
    if masked and settings.media.transcoding_cores == 0:
        yield SiteFinding(
            Weight.WARNING,
            "media.transcoding_cores",
            f"is 0: facilities staff get photos only of {', '.join(masked)}, whose masks need painting",
        )
    if settings.camera_network.allow_loopback:
        yield SiteFinding(
            Weight.WARNING,
            "camera_network.allow_loopback",
            "is meant for simulated cameras on this machine only",
        )


def _check_server(server: ServerSettings) -> Iterator[SiteFinding]:
    origin = urlsplit(server.origin)
    if origin.scheme != "https" and origin.hostname not in {"localhost", "127.0.0.1", "::1"}:
        yield SiteFinding(
            Weight.WARNING,
            "server",
            "serves plain http: cookies and links can be read on the way; set up TLS",
        )
    if server.host in {"0.0.0.0", "::"} and not server.public_url:  # noqa: S104 - asks for it, binds nothing
        yield SiteFinding(Weight.WARNING, "server.public_url", "is not set: links would point to localhost")
    if server.tls_cert is not None and server.tls_key is not None:
        yield from _check_certificate(server)
    if not (server.static_dir / "index.html").is_file():
        yield SiteFinding(Weight.ERROR, "server.static_dir", f"{server.static_dir} holds no built client")
    parent = next(folder for folder in (server.data_dir, *server.data_dir.parents) if folder.exists())
    if not os.access(parent, os.W_OK):
        yield SiteFinding(Weight.ERROR, "server.data_dir", f"{parent} cannot be written to")


def _check_certificate(server: ServerSettings) -> Iterator[SiteFinding]:
    if server.tls_cert is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(server.tls_cert, server.tls_key)
    except (OSError, ssl.SSLError) as error:
        yield SiteFinding(Weight.ERROR, "server.tls_cert", f"cannot be used: {error}")
