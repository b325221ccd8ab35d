"""An atlas makes each part once, and only when it is asked."""

import subprocess
import sys

import msgspec

from gis.atlas import Atlas
from gis.campus import Campus
from gis.coverage import Coverage


def test_each_part_is_made_once(maple_ridge: Campus) -> None:
    """The router looks through the same eyes as whoever asks for a room's cameras."""
    atlas = Atlas(maple_ridge)
    assert atlas.coverage is atlas.coverage
    assert atlas.router is atlas.router
    assert atlas.finder.find("library")
    assert atlas.grid.square("A1")


def test_a_moved_camera_is_another_atlas(maple_ridge: Campus) -> None:
    """The old one goes on answering as before."""
    before = Atlas(maple_ridge)
    camera = maple_ridge.camera_by_id["main-lobby"]
    turned = msgspec.structs.replace(camera, azimuth_deg=((camera.azimuth_deg or 0) + 180) % 360)
    after = before.with_camera(turned)
    assert after.campus.camera_by_id["main-lobby"] == turned
    assert before.campus.camera_by_id["main-lobby"] == camera
    view, expected = after.coverage.view("main-lobby"), Coverage(after.campus).view("main-lobby")
    assert view is not None
    assert view.equals(expected)
    assert not view.equals(before.coverage.view("main-lobby"))


def test_who_asks_for_no_route_waits_for_no_graph_library() -> None:
    """A service that starts has three seconds."""
    code = "import sys, gis.atlas; print('networkx' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "False"
