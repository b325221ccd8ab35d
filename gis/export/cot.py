"""Cursor on Target events for cameras, as ATAK shows them: a sensor with its cone, and its video."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from gis.campus import Camera

# A sensor point that a person placed: ATAK draws the camera symbol and, with <sensor>, the cone.
_TYPE = "b-m-p-s-p-loc"
_HOW = "h-g-i-g-o"
# "Unknown" in Cursor on Target: heights above the ellipsoid are not surveyed, and a survey states no error.
_UNKNOWN = "9999999.0"


def camera_event(
    camera: Camera, *, now_s: float, stale_s: float, video_url: str | None = None, uid_prefix: str = "camera"
) -> bytes:
    """One camera as a Cursor on Target event (MITRE MP090284), valid from `now_s` (Unix time) for `stale_s`.

    The cone is there when the camera is surveyed: whole degrees edge to edge, whole metres, and no `hideFov`,
    whose mere presence hides it.
    """
    uid = f"{uid_prefix}.{camera.camera_id}"
    event = ET.Element(
        "event",
        version="2.0",
        uid=uid,
        type=_TYPE,
        how=_HOW,
        time=_time(now_s),
        start=_time(now_s),
        stale=_time(now_s + stale_s),
    )
    ET.SubElement(
        event,
        "point",
        lat=f"{camera.latitude:.7f}",
        lon=f"{camera.longitude:.7f}",
        hae=_UNKNOWN,
        ce=_UNKNOWN,
        le=_UNKNOWN,
    )
    detail = ET.SubElement(event, "detail")
    ET.SubElement(detail, "contact", callsign=camera.name)
    _add_sensor(detail, camera)
    if video_url is not None:
        _add_video(detail, uid, camera.name, video_url)
    body: bytes = ET.tostring(event, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + body


def _add_sensor(detail: ET.Element, camera: Camera) -> None:
    if camera.azimuth_deg is None or camera.fov_deg is None or camera.range_m is None:
        return
    ET.SubElement(
        detail,
        "sensor",
        azimuth=str(round(camera.azimuth_deg) % 360),
        fov=str(max(round(camera.fov_deg), 1)),
        range=str(max(round(camera.range_m), 1)),
        elevation="0",
        displayMagneticReference="0",
    )


def _add_video(detail: ET.Element, uid: str, name: str, url: str) -> None:
    """`raw` says that `address` is the whole URL: of any other protocol ATAK builds one from its parts."""
    video = ET.SubElement(detail, "__video", uid=uid, url=url)
    ET.SubElement(
        video,
        "ConnectionEntry",
        uid=uid,
        alias=name,
        protocol="raw",
        address=url,
        path="",
        port="-1",
        roverPort="-1",
        networkTimeout="12000",
        bufferTime="-1",
        rtspReliable="1",
        ignoreEmbeddedKLV="false",
    )


def _time(unix_s: float) -> str:
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
