"""Facilities staff never get a masked pixel, by poster or live view; an officer sees the whole picture."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import numpy as np
import pytest
import pytest_asyncio
from msgspec.structs import replace
from PIL import Image

from gis.campus import Campus
from gis.privacy_mask import PrivacyMask
from responder.access.account import Assignment, Role
from responder.access.audit import Actor, Source
from responder.access.disclosure import Disclosure, DisclosureQuery
from responder.demo.backdrops import Place
from responder.demo.scene import SceneSpec
from responder.demo.strip import Luma
from tests.one_camera import service_with_camera
from tests.transport.viewer import Viewer
from tests.web.service import Service, signed_in_as

pytestmark = pytest.mark.asyncio(loop_scope="module")

# On the delivered campus, with a mask over the windows; what `signed_in_as` lists for facilities staff.
CAMERA = "gym-parking"
WINDOWS = (0.23, 0.15, 0.78, 0.35)
POSTER = f"/api/posters/{CAMERA}?as=staff"
GREY = 56
# What compression may change in an even area, on average.
MEAN_ERROR = 1
SDP = {"content-type": "application/sdp"}
# Nothing that is waited for takes longer.
WITHIN_S = 20


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parking(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """A service with that camera."""
    spec = SceneSpec(camera_number=1, name="Athletic parking lot", place=Place.PARKING)
    async with service_with_camera(tmp_path_factory.mktemp("masks"), CAMERA, spec) as service:
        yield service


def is_filled(luma: Luma) -> bool:
    """Whether nothing but grey is where the windows are."""
    height, width = luma.shape
    left, top, right, bottom = WINDOWS
    zone = luma[int(top * height) + 1 : int(bottom * height), int(left * width) + 1 : int(right * width)]
    return bool(abs(zone.astype(int) - GREY).mean() <= MEAN_ERROR)


@asynccontextmanager
async def playing(who: httpx.AsyncClient) -> AsyncIterator[Viewer]:
    """A player that shows the camera over WHEP."""
    viewer = Viewer()
    try:
        answer = await who.post(f"/whep/{CAMERA}?as=staff", content=await viewer.offer(), headers=SDP)
        assert answer.status_code == 201, answer.text
        await viewer.accept(answer.text)
        yield viewer
    finally:
        await viewer.close()


async def seen(viewer: Viewer, count: int) -> list[Luma]:
    """The next decoded pictures."""
    async with asyncio.timeout(WITHIN_S):
        shown = [await viewer.picture() for _ in range(count)]
    return [np.asarray(picture.to_ndarray(format="gray"), np.uint8) for picture in shown]


async def until_filled(viewer: Viewer) -> None:
    """Skips what was on its way."""
    async with asyncio.timeout(WITHIN_S):
        while not is_filled((await seen(viewer, 1))[0]):
            pass


def with_masks(campus: Campus, *masks: PrivacyMask) -> Campus:
    """The campus whose camera has these masks."""
    cameras = [replace(it, privacy_masks=masks) if it.camera_id == CAMERA else it for it in campus.cameras]
    return replace(campus, cameras=tuple(cameras))


async def poster(who: httpx.AsyncClient) -> Luma:
    """The camera's still picture."""
    answer = await who.get(POSTER)
    assert answer.status_code == 200, answer.text
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("L"))


async def test_each_role_sees_its_own_picture(parking: Service) -> None:
    """Both watch the same camera at the same time: one never a window, the other always all of it."""
    facilities = await signed_in_as(parking, Role.FACILITIES)
    officer = await signed_in_as(parking, Role.SAFETY_OFFICER)
    async with playing(facilities) as masked, playing(officer) as whole:
        of_facilities, of_officer = await asyncio.gather(seen(masked, 20), seen(whole, 20))
    assert all(is_filled(picture) for picture in of_facilities)
    assert not any(is_filled(picture) for picture in of_officer)
    assert is_filled(await poster(facilities))
    assert not is_filled(await poster(officer))


async def test_the_record_says_who_saw_it_masked(parking: Service) -> None:
    """As a photo and live; in the spreadsheet that is handed out, too."""
    facilities = await signed_in_as(parking, Role.FACILITIES)
    officer = await signed_in_as(parking, Role.SAFETY_OFFICER)
    for who in (facilities, officer):
        await poster(who)
        async with playing(who) as viewer:
            await seen(viewer, 1)
    found: list[Disclosure] = []
    async with asyncio.timeout(WITHIN_S):
        while {it.person for it in found} != {Role.FACILITIES, Role.SAFETY_OFFICER}:
            found = await parking.site.disclosures.find(DisclosureQuery(camera_id=CAMERA))
    assert all(it.is_masked is (it.person == Role.FACILITIES) for it in found)


async def test_a_whole_photo_is_not_taken_for_a_masked_one(parking: Service) -> None:
    """Both are of the same moment; whoever holds the one and may see the other only is given that."""
    whole = await (await signed_in_as(parking, Role.SAFETY_OFFICER)).get(POSTER)
    facilities = await signed_in_as(parking, Role.FACILITIES)
    answer = await facilities.get(POSTER, headers={"if-none-match": whole.headers["etag"]})
    assert answer.status_code == 200
    again = await facilities.get(POSTER, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code in {200, 304}
    assert again.headers["etag"] != whole.headers["etag"]


async def test_a_role_that_is_changed_changes_the_picture(parking: Service) -> None:
    """An administrator who becomes facilities staff watches on, and sees no window from then on."""
    person = await signed_in_as(parking, Role.DISTRICT_ADMIN)
    async with playing(person) as viewer:
        assert not any(is_filled(picture) for picture in await seen(viewer, 3))
        await parking.site.accounts.change(
            Role.DISTRICT_ADMIN.value,
            display_name="Moved",
            assignment=Assignment(role=Role.FACILITIES, camera_ids=frozenset({CAMERA})),
            actor=Actor(identity="test", source=Source.COMMAND_LINE),
        )
        await until_filled(viewer)
        assert all(is_filled(picture) for picture in await seen(viewer, 10))
    assert is_filled(await poster(person))


async def test_masks_of_a_new_map_hide_from_then_on(parking: Service) -> None:
    """Whoever must not see behind them gets no picture between the former masks and the new ones."""
    facilities, cameras = await signed_in_as(parking, Role.FACILITIES), parking.site.live.cameras
    campus = parking.site.campus
    try:
        cameras.resurvey(with_masks(campus))
        async with playing(facilities) as viewer:
            assert not any(is_filled(picture) for picture in await seen(viewer, 3))
            cameras.resurvey(campus)
            await until_filled(viewer)
            assert all(is_filled(picture) for picture in await seen(viewer, 10))
    finally:
        cameras.resurvey(campus)
