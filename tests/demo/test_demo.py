"""What the demo is made of."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from gis.campus import Campus
from gis.imdf import read_campus
from responder.demo.backdrops import Place
from responder.demo.demo import (
    CameraAccess,
    own_campus,
    prepare_footage,
    scenes,
    settings_text,
    simulated_cameras,
)
from responder.settings_file import parse_settings

CAMPUS = Path(__file__).parents[2] / "campus_maps" / "maple-ridge"


@pytest.fixture(scope="module")
def campus() -> Campus:
    return read_campus(CAMPUS)


@pytest.fixture
def one_camera(tmp_path: Path) -> Path:
    """The campus with one camera on its map."""
    directory = tmp_path / "campus"
    shutil.copytree(CAMPUS, directory)
    layer = json.loads((directory / "camera.geojson").read_text())
    layer["features"] = layer["features"][:1]
    (directory / "camera.geojson").write_text(json.dumps(layer))
    return directory


def test_every_camera_shows_a_scene_of_its_own(campus: Campus) -> None:
    """Numbers tell cameras apart in pixels; the place fits the camera's name."""
    shown = scenes(campus)
    assert len(shown) == 28
    assert len({scene.camera_number for scene in shown.values()}) == 28
    assert shown["main-gym-north"].place is Place.GYM
    assert shown["student-parking"].place is Place.PARKING
    assert shown["north-hall"].place is Place.CORRIDOR
    assert shown["courtyard"].place is Place.YARD
    assert shown["main-lobby"].name == campus.camera_by_id["main-lobby"].name


def test_its_settings_are_those_of_a_site(campus: Campus) -> None:
    """Whoever sets up a site may start from them."""
    text = settings_text(
        campus=campus,
        campus_path=CAMPUS,
        cameras=CameraAccess(port=5540, username="demo", password='quo"te'),
        server={"host": "localhost", "port": 8080, "data_dir": "data"},
        media_port=8189,
    )
    settings = parse_settings(text, {}, Path("/srv"))
    assert [camera.camera_id for camera in settings.cameras] == [it.camera_id for it in campus.cameras]
    first = settings.cameras[0]
    assert (first.main_url, first.sub_url) == (
        "rtsp://127.0.0.1:5540/main-lobby/main",
        "rtsp://127.0.0.1:5540/main-lobby/sub",
    )
    assert (first.username, first.password) == ("demo", 'quo"te')
    assert settings.server.data_dir == Path("/srv/data")


async def test_its_cameras_run_until_the_demo_ends(one_camera: Path, tmp_path: Path) -> None:
    """In a process of their own, behind a password."""
    footage = tmp_path / "footage"
    await asyncio.to_thread(prepare_footage, read_campus(one_camera), footage)
    async with simulated_cameras(one_camera, footage) as cameras:
        answer = await _describe(cameras.port)
        assert answer.startswith(b"RTSP/1.0 401")
    with pytest.raises(ConnectionRefusedError):
        await _describe(cameras.port)


async def _describe(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"DESCRIBE rtsp://127.0.0.1:{port}/main-lobby/main RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return answer


def test_the_demo_has_a_campus_of_its_own(tmp_path: Path) -> None:
    """What is placed in it is gone at the next start, and never in the campus that is delivered."""
    copy = own_campus(CAMPUS, tmp_path)
    assert read_campus(copy) == read_campus(CAMPUS)
    (copy / "camera.geojson").unlink()
    assert read_campus(own_campus(CAMPUS, tmp_path)) == read_campus(CAMPUS)
