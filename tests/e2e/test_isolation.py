"""A link opens one building: nothing of another one comes out, whatever is asked."""

from collections.abc import Iterator

import httpx
import pytest

from load_tests.phones import Phone
from load_tests.site import Site

pytestmark = pytest.mark.browser

SHARED = "high-school"
OTHER = "athletic-center"


@pytest.fixture
def device(site: Site) -> Iterator[httpx.Client]:
    """A device that redeemed a link to the shared building."""
    issued = site.share(SHARED)
    token = issued.url.partition("#")[2]
    with httpx.Client(base_url=site.origin, headers={"Origin": site.origin}) as http:
        http.post("/api/redeem", json={"token": token}).raise_for_status()
        yield http


def test_a_link_gets_posters_of_its_own_building_only(site: Site, device: httpx.Client) -> None:
    """A poster of the other building is refused, as is one of a camera that does not exist."""
    other = site.campus.cameras_of(OTHER)[0].camera_id

    assert device.get(f"/api/posters/{other}").status_code == 403
    assert device.get("/api/posters/no-such-camera").status_code == 403
    assert device.get(f"/api/posters/{site.campus.cameras_of(SHARED)[0].camera_id}").status_code in (200, 404)


def test_a_link_gets_map_layers_of_its_own_building_only(site: Site, device: httpx.Client) -> None:
    """Of the other building there is its outline, and nothing inside or around it."""
    inside = site.campus.levels_of(OTHER)[0].level_id
    outline = device.get("/api/campus/outline")

    assert device.get(f"/api/campus/levels/{inside}").status_code == 403
    assert device.get(f"/api/campus/buildings/{OTHER}/outdoor").status_code == 403
    assert outline.status_code == 200
    assert not {it["properties"]["kind"] for it in outline.json()["features"]} & {"camera", "view", "unit"}


def test_a_link_is_told_of_its_own_cameras_only(site: Site, device: httpx.Client) -> None:
    """The permit lists the shared building's cameras, and no other building's."""
    listed = {camera["camera_id"] for camera in device.get("/api/permit").json()["cameras"]}

    assert listed == {camera.camera_id for camera in site.campus.cameras_of(SHARED)}


def test_whep_refuses_a_camera_of_another_building(site: Site, device: httpx.Client) -> None:
    """A standard player cannot get around the permit either."""
    other = site.campus.cameras_of(OTHER)[0].camera_id
    answer = device.post(f"/whep/{other}", content="v=0\r\n", headers={"Content-Type": "application/sdp"})

    assert answer.status_code == 403


async def test_a_slot_that_asks_for_another_building_stays_dark(site: Site) -> None:
    """The offer is answered and connects, but not one media packet comes."""
    issued = site.share(SHARED)
    dark, lit = Phone(issued.url), Phone(issued.url)
    try:
        await dark.watch([site.campus.cameras_of(OTHER)[0].camera_id])
        await lit.watch([site.campus.cameras_of(SHARED)[0].camera_id])
        await lit.first_packet()

        assert dark.peer.packets == 0
    finally:
        await dark.close()
        await lit.close()
