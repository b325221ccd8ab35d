"""A phone behind an emulated link, where this machine can emulate links."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import Struct
from playwright.sync_api import Page, sync_playwright

from load_tests.browser import launch, phone, trusting
from load_tests.namespace_link import EmulatedLink, Rules, Shape, emulated_link
from load_tests.network_namespace import LinkUnavailable, Namespace, check_available, namespace
from load_tests.presented import WATCH
from load_tests.site import STATIC, Site, running_site

BUILDING = "high-school"
# Good enough that nothing is held back, with the MTU of IPv6 tunnels and some VPNs.
LINK = Shape(down_mbps=12, up_mbps=6, one_way_ms=20, mtu=1280)


class Behind(Struct, frozen=True):
    """A site, and a network namespace whose only way to it is a link."""

    site: Site
    inside: Namespace
    link: EmulatedLink


@pytest.fixture(scope="session")
def links() -> None:
    """Where links cannot be emulated: skips, aloud, or fails when REQUIRE_LINKS is set."""
    try:
        check_available()
    except LinkUnavailable as error:
        message = f"the cellular tests did not run: {error}"
        if os.environ.get("REQUIRE_LINKS"):
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture(scope="module")
def behind(links: None, footage_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    """One site for a module's tests."""
    assert (STATIC / "index.html").exists(), "the client is not built: run `make setup`"
    with (
        namespace() as inside,
        emulated_link(inside, LINK) as link,
        running_site(
            tmp_path_factory.mktemp("site"), footage_dir=footage_dir, host=link.server_address
        ) as site,
    ):
        yield Behind(site, inside, link)


@pytest.fixture
def open_phone(behind: Behind, chromium: str, tmp_path: Path) -> Iterator[Callable[[], Page]]:
    """Opens a fresh link on a fresh phone in the namespace; the network is well again afterwards."""
    with sync_playwright() as playwright:
        inside = behind.inside.program(chromium, tmp_path)
        browser = launch(playwright, inside, trusting(behind.site.origin))

        def open_page() -> Page:
            issued = behind.site.share(BUILDING)
            page = phone(browser).new_page()
            page.add_init_script(WATCH)
            page.goto(issued.url)
            return page

        yield open_page
        browser.close()
    behind.link.rules(Rules())
