"""A picture that an officer keeps says where, when and why it was seen."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import live_tiles, moving_picture, open_cameras, wait_for_live

pytestmark = pytest.mark.browser

UTC_TIME = r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC"


def test_the_large_picture_is_kept_with_its_caption(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """One tap: on record, saved at the camera's own size or larger, with a caption under the picture.

    On the screen every picture says whose it is, and when.
    """
    issued = site.share("high-school")
    page = open_phone(issued.url, has_map=False)
    open_cameras(page)
    wait_for_live(page, 4)
    live_tiles(page).first.tap()
    focus = page.get_by_test_id("focus-view")
    expect(focus).to_have_attribute("data-state", "live")
    moving_picture(focus)
    mark = page.evaluate("async () => (await (await fetch('/api/permit')).json()).watermark")
    assert mark.startswith("Maple Ridge Police · ")
    for picture in (focus, live_tiles(page).first):
        drawn = re.compile(rf"^{re.escape(mark)}\n{UTC_TIME}$")
        expect(picture.get_by_test_id("watermark")).to_have_attribute("data-mark", drawn)

    with page.expect_download() as downloading:
        page.get_by_test_id("snapshot").tap()
    expect(page.get_by_test_id("snapshot-note")).to_contain_text("on record")
    screenshot(page, "responder-snapshot")

    assert downloading.value.suggested_filename.endswith(".jpg")
    kept = Image.open(io.BytesIO(downloading.value.path().read_bytes()))
    assert kept.width >= 1280
    assert kept.height > kept.width * 9 / 16
    caption = kept.convert("L").crop((0, kept.height - kept.width // 14, kept.width, kept.height))
    levels = np.asarray(caption)
    assert levels.min() < 20
    assert levels.max() > 200
