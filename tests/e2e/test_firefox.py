"""The core story in the other browser, Debian's Firefox: share, open, watch, look closer, revoke."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from load_tests.browser import PHONE, TERMINAL
from load_tests.site import Site, running_site
from responder.addresses import outward_address
from tests.e2e import firefox
from tests.e2e.conftest import Screenshot
from tests.e2e.screen import PATIENCE_MS, live_camera, moving_picture, tile, wait_for_live

pytestmark = pytest.mark.browser

OpenWindow = Callable[..., Page]
Launch = Callable[..., Browser]

# The style `body {}` that Playwright puts into a page before a screenshot, and that our policy keeps out.
PLAYWRIGHTS_OWN = "sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT+SmwNZWA="


@pytest.fixture(scope="module")
def address() -> str:
    """This machine's address on its network: Firefox takes no video from its loopback."""
    found = outward_address()
    return found or _missing("no network address: Firefox takes no video from 127.0.0.1")


@pytest.fixture(scope="module")
def executable() -> str:
    """Path of a Firefox. Where there is none: skips, aloud, or fails when REQUIRE_FIREFOX is set."""
    found = firefox.find_firefox()
    return found or _missing("no Firefox, or no Xvfb, found: the story in it was not tested (set FIREFOX)")


@pytest.fixture(scope="module")
def site(
    executable: str, address: str, tmp_path_factory: pytest.TempPathFactory, footage_dir: Path
) -> Iterator[Site]:
    """The demo campus, reached over the network."""
    with running_site(tmp_path_factory.mktemp("site"), footage_dir=footage_dir, host=address) as running:
        yield running


@pytest.fixture(scope="module")
def launch(executable: str, address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launch]:
    """Starts a Firefox that trusts the site."""
    with firefox.screen() as display, sync_playwright() as playwright:

        def start(*, plays_h264: bool) -> Browser:
            folder = tmp_path_factory.mktemp("firefox")
            return firefox.launch(
                playwright, executable, display, folder, trusted=address, plays_h264=plays_h264
            )

        yield start


@pytest.fixture(scope="module")
def browser(launch: Launch) -> Iterator[Browser]:
    """One Firefox, in place of the Chromium of the other modules."""
    running = launch(plays_h264=True)
    yield running
    running.close()


@pytest.fixture
def open_window(browser: Browser, site: Site) -> Iterator[OpenWindow]:
    """Opens a page in a container of its own, and fails the test on whatever the page complains of."""
    complaints: list[str] = []

    def open_page(url: str, viewport: ViewportSize = PHONE) -> Page:
        context = browser.new_context(viewport=viewport, device_scale_factor=1)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site.origin + url if url.startswith("/") else url)
        return page

    yield open_page
    assert [it for it in complaints if PLAYWRIGHTS_OWN not in it] == []


def test_the_story_holds_in_firefox(site: Site, open_window: OpenWindow, screenshot: Screenshot) -> None:
    """Shared in one container, opened in another: live, on a map, large, and over when it is revoked."""
    console = open_window("/console", TERMINAL)
    console.get_by_test_id("username").fill(site.username)
    console.get_by_test_id("password").fill(site.password)
    console.get_by_test_id("sign-in-submit").click()
    console.locator('[data-testid="building"][data-building-id="high-school"]').click()
    console.get_by_test_id("share").click()
    page = open_window(console.get_by_test_id("link-url").input_value().strip())
    page.get_by_test_id("open-cameras").click()
    wait_for_live(page, 4)
    expect(page.get_by_test_id("map")).to_have_attribute("data-cameras", re.compile("camera_id"))
    screenshot(page, "firefox-wall")

    camera_id = live_camera(page)
    tile(page, camera_id).click()
    focus = page.get_by_test_id("focus-view")
    expect(focus).to_have_attribute("data-camera-id", camera_id)
    expect(focus).to_have_attribute("data-state", "live")
    assert moving_picture(focus).camera_number == site.cameras.numbers[camera_id]
    screenshot(page, "firefox-focus")

    console.get_by_test_id("link-done").click()
    revoke = console.get_by_test_id("revoke")
    revoke.click()
    revoke.click()
    ended = page.get_by_test_id("access-ended")
    expect(ended).to_have_attribute("data-reason", "link-revoked")
    expect(page.locator("video")).to_have_count(0)
    screenshot(console, "firefox-console")
    screenshot(page, "firefox-revoked")


def test_without_h264_firefox_shows_photos_and_says_why(
    site: Site, launch: Launch, screenshot: Screenshot
) -> None:
    """Known before the tap, and no live video is waited for: a plugin that is missing costs no picture."""
    running = launch(plays_h264=False)
    page = running.new_context(viewport=PHONE, device_scale_factor=1).new_page()
    page.goto(site.share("high-school").url)
    expect(page.get_by_test_id("notice")).to_contain_text("cannot play live video")
    page.get_by_test_id("open-cameras").click()
    expect(page.locator('[data-testid="tile"][data-state="photo"]')).not_to_have_count(0)
    expect(page.get_by_test_id("banner")).to_contain_text("Photos renew instead")
    screenshot(page, "firefox-photos")
    running.close()


def _missing(what: str) -> str:
    """Skips, aloud; fails where the machine was set up for it."""
    if os.environ.get("REQUIRE_FIREFOX"):
        pytest.fail(what)
    pytest.skip(what)
