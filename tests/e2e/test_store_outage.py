"""Live video does not depend on the store; what was acknowledged survives it."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone
from tests.e2e.screen import live_camera, moving_picture, open_cameras, tile, wait_for_live

pytestmark = pytest.mark.browser


def test_a_killed_store_is_back_while_the_pictures_move_on(site: Site, open_phone: OpenPhone) -> None:
    """Redis dies by kill -9: no picture stops, the link is still known, and its revocation still bites."""
    issued = site.share("high-school")
    page = open_phone(issued.url, has_map=False)
    open_cameras(page)
    wait_for_live(page, 4)
    camera_id = live_camera(page)

    (killed,) = _redis_of(site)
    os.kill(killed, signal.SIGKILL)

    assert moving_picture(tile(page, camera_id)).camera_number == site.cameras.numbers[camera_id]
    links = site.http.get("/api/overview").json()["incidents"][0]["links"]
    assert [link["link_id"] for link in links] == [issued.link.link_id]
    assert _redis_of(site) != [killed]
    expect(page.get_by_test_id("viewer")).to_be_visible()
    site.revoke(issued.link.link_id)
    ended = page.get_by_test_id("access-ended")
    expect(ended).to_have_attribute("data-reason", "link-revoked")


def _redis_of(site: Site) -> list[int]:
    """The service's private Redis, by process id."""
    children = Path(f"/proc/{site.pid}/task/{site.pid}/children").read_text().split()
    return [
        int(pid)
        for pid in children
        if "redis-server" in Path(f"/proc/{pid}/cmdline").read_text(errors="ignore")
    ]
