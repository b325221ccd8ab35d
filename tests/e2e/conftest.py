"""One real site for all end-to-end tests, and phones to look at it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from load_tests.browser import PHONE, phone
from load_tests.site import ROOT, STATIC, Site, running_site
from tests.e2e.screen import NO_WEBGL, NO_WEBRTC, PATIENCE_MS

# How fast it all is, load tests measure; a busy machine fails no test of what happens.
expect.set_options(timeout=PATIENCE_MS)

# Maps are drawn in software here: four times the pixels would be four times the work, and show nothing more.
PIXEL_RATIO = 1

# For a person to look at: every screen in full size.
SCREENSHOTS = ROOT / "data" / "screenshots"

OpenPhone = Callable[..., Page]
Screenshot = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory, footage_dir: Path) -> Iterator[Site]:
    """The demo campus with all its cameras, a fresh database, and the built client."""
    assert (STATIC / "index.html").exists(), "the client is not built: run `make setup`"
    with running_site(tmp_path_factory.mktemp("site"), footage_dir=footage_dir) as running:
        yield running


@pytest.fixture(scope="session")
def staffed(site: Site) -> Site:
    """The site, with an administrator and somebody who reads the record."""
    site.add_account("admin", "--role", "district_admin")
    site.add_account("auditor", "--role", "auditor")
    return site


@pytest.fixture
def open_phone(browser: Browser, site: Site) -> Iterator[OpenPhone]:
    """Opens a page on a fresh phone, and fails the test on whatever the page complains of.

    Without `video` it is a phone that shows photos, without `has_map` one that cannot draw the map:
    enough, and far less work, where no test is about them.
    """
    contexts = []
    complaints: list[str] = []

    def open_page(
        url: str,
        viewport: ViewportSize = PHONE,
        on: Browser = browser,
        *,
        video: bool = True,
        has_map: bool = True,
    ) -> Page:
        context = phone(on, viewport, PIXEL_RATIO)
        context.set_default_timeout(PATIENCE_MS)
        if not video:
            context.add_init_script(NO_WEBRTC)
        if not has_map:
            context.add_init_script(NO_WEBGL)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.extend(_violations(message.text)))
        page.goto(site.origin + url if url.startswith("/") else url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _violations(message: str) -> list[str]:
    """What the browser refused to load or run because our own policy forbids it."""
    return [message] if "Content Security Policy" in message else []


@pytest.fixture
def screenshot() -> Screenshot:
    """Keeps a picture of a screen for a person to look at."""

    def take(page: Page, name: str) -> None:
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return take
