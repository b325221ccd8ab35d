"""Cursor on Target events hold to what ATAK reads."""

from xml.etree import ElementTree as ET

import msgspec
import pytest

from gis.campus import Campus
from gis.export.cot import camera_event

# 2026-11-21T12:00:00Z
_NOW_S = 1795262400.0


def _event(campus: Campus, camera_id: str, **changes: object) -> ET.Element:
    camera = msgspec.structs.replace(campus.camera_by_id[camera_id], **changes)
    content = camera_event(camera, now_s=_NOW_S, stale_s=3600, video_url="https://example.org/c")
    return ET.fromstring(content)  # noqa: S314 - our own output


def test_the_event_is_a_sensor_with_its_times(maple_ridge: Campus) -> None:
    """Type, times in UTC with milliseconds, place, callsign."""
    event = _event(maple_ridge, "cafeteria")
    assert event.attrib == {
        "version": "2.0",
        "uid": "camera.cafeteria",
        "type": "b-m-p-s-p-loc",
        "how": "h-g-i-g-o",
        "time": "2026-11-21T12:00:00.000Z",
        "start": "2026-11-21T12:00:00.000Z",
        "stale": "2026-11-21T13:00:00.000Z",
    }
    point = event.find("point")
    contact = event.find("detail/contact")
    assert point is not None
    assert contact is not None
    camera = maple_ridge.camera_by_id["cafeteria"]
    assert float(point.attrib["lat"]) == pytest.approx(camera.latitude, abs=1e-7)
    assert contact.attrib["callsign"] == "Cafeteria"


def test_the_cone_is_in_whole_degrees_and_metres_and_not_hidden(maple_ridge: Campus) -> None:
    """`hideFov`, even as "false", would hide it."""
    sensor = _event(maple_ridge, "cafeteria", azimuth_deg=359.7, fov_deg=99.6, range_m=31.5).find(
        "detail/sensor"
    )
    assert sensor is not None
    assert (sensor.attrib["azimuth"], sensor.attrib["fov"], sensor.attrib["range"]) == ("0", "100", "32")
    assert "hideFov" not in sensor.attrib


def test_an_unsurveyed_camera_has_no_cone(maple_ridge: Campus) -> None:
    """It is a point on the map."""
    assert _event(maple_ridge, "cafeteria", azimuth_deg=None).find("detail/sensor") is None


def test_the_video_is_tied_to_the_event(maple_ridge: Campus) -> None:
    """Same uid, the whole address in both elements, not to be put together from parts; none without one."""
    video = _event(maple_ridge, "cafeteria").find("detail/__video")
    assert video is not None
    connection = video.find("ConnectionEntry")
    assert connection is not None
    assert (video.attrib["uid"], video.attrib["url"]) == ("camera.cafeteria", "https://example.org/c")
    assert (connection.attrib["uid"], connection.attrib["protocol"]) == ("camera.cafeteria", "raw")
    assert (connection.attrib["address"], connection.attrib["path"]) == ("https://example.org/c", "")
    without = camera_event(maple_ridge.cameras[0], now_s=_NOW_S, stale_s=60)
    assert b"__video" not in without


def test_names_are_escaped(maple_ridge: Campus) -> None:
    """Quotes and brackets in a camera's name."""
    contact = _event(maple_ridge, "cafeteria", name='A "b" <c> & d').find("detail/contact")
    assert contact is not None
    assert contact.attrib["callsign"] == 'A "b" <c> & d'
