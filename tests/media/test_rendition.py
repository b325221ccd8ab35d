"""Of a camera with privacy masks some get the pictures as they are, others never a masked pixel."""

import io
from collections.abc import AsyncIterator

import numpy as np
import pytest
from PIL import Image

from gis.privacy_mask import PrivacyMask
from responder.delivery.ladder import Rung
from responder.demo.camera import Fault
from responder.demo.rtsp_server import RtspServer
from responder.demo.strip import Luma, read_strip
from responder.media.errors import UnknownRung
from responder.media.feeds import Feeds
from responder.media.poster import Poster
from responder.media.recipe import RECIPES
from responder.media.rendition import Rendition
from responder.settings import CameraNetwork
from tests.media.conftest import PATIENCE, CameraSite, Viewer, pictures, settings, until

# The lower right quarter: the strip along the top stays to be read.
MASK: PrivacyMask = ((0.5, 0.5), (1, 0.5), (1, 1), (0.5, 1))
GREY = 56
# What compression may change in an even area: where it meets the picture, and on average.
WORST_ERROR, MEAN_ERROR = 24, 1


@pytest.fixture
async def masked_site(server: RtspServer) -> AsyncIterator[CameraSite]:
    """The gym has a mask, the yard has none."""
    feeds = Feeds(
        [settings(server, camera_id) for camera_id in ("gym", "yard")],
        CameraNetwork(allow_loopback=True),
        PATIENCE,
        transcoding_cores=1,
    )
    feeds.mask({"gym": (MASK,)})
    await feeds.start()
    yield CameraSite(server=server, feeds=feeds)
    await feeds.stop()


def is_filled(luma: Luma) -> bool:
    """Whether the mask's area is of one grey."""
    height, width = luma.shape
    error = abs(luma[height // 2 :, width // 2 :].astype(int) - GREY)
    return bool(error.max() <= WORST_ERROR and error.mean() <= MEAN_ERROR)


def still(poster: Poster | None) -> Luma:
    """A poster's pixels."""
    assert poster is not None
    return np.asarray(Image.open(io.BytesIO(poster.webp)).convert("L"))


@pytest.mark.parametrize("rung", RECIPES)
async def test_every_rung_is_filled(masked_site: CameraSite, rung: Rung) -> None:
    """From the first picture on, in every rung that there is; outside the mask it is the camera's picture."""
    frames = await Viewer(masked_site.feeds.feed("gym").masked.stream(rung)).see(12)
    shown = pictures(frames)
    assert all(is_filled(picture) for picture in shown)
    readings = [read_strip(picture) for picture in shown]
    assert {reading and reading.camera_number for reading in readings} == {1}


async def test_others_see_behind_the_mask_meanwhile(masked_site: CameraSite) -> None:
    """The same rung is made twice, once for each who watches; neither gets the other's."""
    feed = masked_site.feeds.feed("gym")
    masked, whole = Viewer(feed.masked.stream(Rung.LOW)), Viewer(feed.whole.stream(Rung.LOW))
    assert all(is_filled(picture) for picture in pictures(await masked.see(12)))
    assert not any(is_filled(picture) for picture in pictures(await whole.see(12)))


async def test_nothing_of_the_cameras_own_is_handed_out(masked_site: CameraSite) -> None:
    """Only what is made here is offered, and asking for the main stream is an error."""
    masked = masked_site.feeds.feed("gym").masked
    assert [offer.rung for offer in masked.offers()] == list(RECIPES)
    with pytest.raises(UnknownRung):
        masked.stream(Rung.SOURCE)


async def test_nothing_is_offered_where_nothing_can_be_made(server: RtspServer) -> None:
    """A node that gives no core to transcoding has posters of the camera, and no stream."""
    feeds = Feeds(
        [settings(server, "gym")],
        CameraNetwork(allow_loopback=True),
        PATIENCE,
        transcoding_cores=0,
    )
    feeds.mask({"gym": (MASK,)})
    await feeds.start()
    masked = feeds.feed("gym").masked
    assert masked.offers() == ()
    for rung in Rung:
        with pytest.raises(UnknownRung):
            masked.stream(rung)
    feeds.hold(["gym"])
    await CameraSite(server=server, feeds=feeds).until_true(lambda: masked.poster is not None)
    assert is_filled(still(masked.poster))
    await feeds.stop()


async def newer_poster(site: CameraSite, rendition: Rendition) -> Luma:
    """The first poster after the one that is there now."""
    before = rendition.poster
    rendition.ask_for_poster()
    await site.until_true(lambda: rendition.poster not in (None, before))
    return still(rendition.poster)


async def test_posters_are_filled(masked_site: CameraSite) -> None:
    """Those of key frames, and those of any frame while somebody asks; the others' are not."""
    masked_site.feeds.hold(["gym"])
    feed = masked_site.feeds.feed("gym")
    for _ in range(3):
        assert is_filled(await newer_poster(masked_site, feed.masked))
        assert not is_filled(await newer_poster(masked_site, feed.whole))


async def test_a_camera_in_trouble_shows_nothing_unmasked(masked_site: CameraSite) -> None:
    """When the sub stream fails, what is made of the main stream instead is filled as well."""
    feed = masked_site.feeds.feed("gym")
    viewer = Viewer(feed.masked.stream(Rung.MID))
    await viewer.see(5)
    await masked_site.camera("gym").inject(Fault.STALL, ["sub"])
    await until(lambda: bool(feed.whole.stream(Rung.SOURCE).gop()))
    frames = await viewer.see(15)
    after = frames[max(number for number, frame in enumerate(frames) if frame.keyframe) :]
    assert all(is_filled(picture) for picture in pictures(after))
    with pytest.raises(UnknownRung):
        feed.masked.stream(Rung.SOURCE)


async def test_a_camera_without_masks_is_shown_as_it_is(masked_site: CameraSite) -> None:
    """Nothing is made that need not be."""
    feed = masked_site.feeds.feed("yard")
    assert feed.masked is feed.whole


async def test_for_phones_that_cannot_decode_a_camera_all_of_it_is_encoded_anew(
    masked_site: CameraSite,
) -> None:
    """Every rung is made here, with nothing hidden; the poster is everybody's."""
    masked_site.feeds.hold(["gym"])
    feed = masked_site.feeds.feed("gym")
    assert [offer.rung for offer in feed.reencoded.offers()] == list(RECIPES)
    with pytest.raises(UnknownRung):
        feed.reencoded.stream(Rung.SOURCE)
    frames = await Viewer(feed.reencoded.stream(Rung.MID)).see(12)
    assert not any(is_filled(picture) for picture in pictures(frames))
    await masked_site.until_true(lambda: feed.whole.poster is not None)
    assert feed.reencoded.poster is feed.whole.poster


async def test_other_masks_end_what_was_shown_with_the_former(masked_site: CameraSite) -> None:
    """A stream with the former masks ends at once; the same masks again change nothing; none hide nothing."""
    feed = masked_site.feeds.feed("gym")
    former = feed.masked
    viewer = Viewer(former.stream(Rung.LOW))
    await viewer.see(3)
    masked_site.feeds.mask({"gym": (MASK,)})
    assert feed.masked is former
    masked_site.feeds.mask({"gym": (MASK, ((0, 0), (1, 0), (1, 0.2)))})
    assert feed.masked is not former
    seen = len(viewer.frames)
    shown = pictures(await Viewer(feed.masked.stream(Rung.LOW)).see(12))
    assert all(is_filled(picture) and read_strip(picture) is None for picture in shown)
    assert len(viewer.frames) == seen
    masked_site.feeds.mask({})
    assert feed.masked is feed.whole
