"""Every screen of the district's console looks as it did, on a phone, sideways, in a vehicle and on a wall.

What differs from run to run is hidden: codes, camera pictures, the time of day. The pictures are in
`tests/e2e/looks/console`; see `kept_looks` for how they are compared and kept anew.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from gis.export.imdf import imdf_files, imdf_zip
from load_tests.browser import PHONE, SIDEWAYS, TERMINAL
from load_tests.site import Site, running_site
from responder.demo.camera import Fault
from tests.e2e.conftest import OpenPhone
from tests.e2e.kept_looks import SIZES, Looks
from tests.e2e.screen import open_cameras, sign_in, wait_for_live
from tests.e2e.test_accessibility import open_with_axe
from tests.e2e.test_console import SMALL, agree_on_fires_alone
from tests.e2e.test_console_campus import CAMERA, DEAD, pick

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory, footage_dir: Path) -> Iterator[Site]:
    """One of its own, where nobody has shared anything yet."""
    with running_site(tmp_path_factory.mktemp("calm"), footage_dir=footage_dir) as running:
        running.add_account("admin", "--role", "district_admin")
        yield running


class Console:
    """An administrator's console, looked at in every size."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._looks = Looks("console")

    def look(self, name: str, sizes: Sequence[ViewportSize] = SIZES, to: str = "") -> None:
        """In each of the sizes, with a part of the page that is far down brought into view."""
        self._looks.each(self.page, name, sizes, to)

    def go(self, name: str) -> None:
        self.page.evaluate("name => { location.hash = name; }", name)
        expect(self.page.get_by_test_id("console")).to_have_attribute("data-page", name)

    def check(self) -> None:
        self._looks.check()


@pytest.fixture
def console(site: Site, open_phone: OpenPhone) -> Console:
    return Console(open_with_axe(open_phone, site, "/console"))


def test_sharing_looks_as_it_did(site: Site, console: Console, open_phone: OpenPhone) -> None:
    """From the sign-in over a check before the day to an incident that is watched, its end and its record."""
    page = console.page
    expect(page.get_by_test_id("username")).to_be_visible()
    console.look("sign-in")
    sign_in(page, site, "admin")
    check_cameras(site, console)
    console.go("share")
    expect(page.get_by_test_id("camera-trouble")).to_have_count(1)
    console.look("overview")
    page.get_by_test_id("menu-open").tap()
    console.look("menu", (SIDEWAYS, PHONE))
    page.get_by_test_id("menu-open").tap()

    phone, late = share(console, open_phone)
    open_cameras(phone)
    wait_for_live(phone, 2)
    late.get_by_test_id("open-cameras").tap()
    expect(page.get_by_test_id("admit")).to_be_visible()
    expect(page.get_by_test_id("device")).not_to_have_attribute("data-watching", "0")
    console.look("incident", to="waiting-device")
    page.get_by_test_id("hand-on").tap()
    console.look("hand-on", to="hand-on-do")
    watch(console)
    for _ in range(2):
        page.get_by_test_id("close-incident").tap()
    expect(page.get_by_test_id("closed-incidents")).to_be_visible()
    expect(page.get_by_test_id("waiting-device")).to_have_count(0)
    console.look("closed", to="closed-incidents")

    console.go("record")
    expect(page.get_by_test_id("chain")).to_have_attribute("data-state", "sound")
    expect(page.get_by_test_id("disclosure").first).to_be_in_viewport()
    page.get_by_test_id("filters-fold").tap()
    page.get_by_test_id("filter-incident").select_option(index=1)
    expect(page.get_by_test_id("disclosure").first).to_be_visible()
    console.look("filters", (SIDEWAYS, PHONE), to="filter-incident")
    page.get_by_test_id("filters-fold").tap()
    console.look("disclosures", to="download-pdf")
    console.check()


def share(console: Console, open_phone: OpenPhone) -> tuple[Page, Page]:
    """Shares the small building with one device; the phones of the two that have the link."""
    page = console.page
    page.locator(f'[data-building-id="{SMALL}"]').tap()
    expect(page.get_by_test_id("share")).to_be_visible()
    console.look("share")
    page.locator("summary").tap()
    page.get_by_test_id("link-devices").select_option("1")
    console.look("share-terms", to="link-pin")
    page.get_by_test_id("share").tap()
    url = page.get_by_test_id("link-url").input_value()
    page.get_by_test_id("code-make").tap()
    expect(page.get_by_test_id("code-words")).to_be_attached()
    console.look("link", to="code-words")
    page.get_by_test_id("link-done").tap()
    return open_phone(url), open_phone(url)


def watch(console: Console) -> None:
    """The incident on its map, which rests seldom and is hidden, and its cameras on a page of their own."""
    page = console.page
    page.get_by_test_id("incident-map-open").tap()
    expect(page.get_by_test_id("incident-map-canvas")).to_have_attribute("data-ready", "true")
    page.get_by_test_id("incident-map-canvas").evaluate("it => { it.style.visibility = 'hidden'; }")
    console.look("incident-map")
    page.locator('[data-testid="incident-camera"][data-camera-id="elementary-cafetorium"]').tap()
    expect(page.get_by_text("Mark for every unit")).to_be_visible()
    console.look("incident-mark")
    page.get_by_test_id("incident-map-back").tap()
    console.go("watch")
    expect(page.locator('[data-testid="watching-tile"][data-state="live"]')).not_to_have_count(0)
    console.look("live")
    page.get_by_test_id("watching-tile").first.tap()
    expect(page.get_by_test_id("watching-tile").first).to_have_attribute("aria-pressed", "true")
    console.look("live-large", to="watching-tile")
    console.go("share")


def check_cameras(site: Site, console: Console) -> None:
    """One camera is out."""
    page = console.page
    console.go("preflight")
    page.get_by_test_id("preflight-building").select_option(SMALL)
    site.cameras.inject(DEAD, Fault.REFUSE)
    page.get_by_test_id("preflight-run").tap()
    expect(page.get_by_test_id("preflight-result")).to_have_attribute("data-outcome", "bad")
    console.look("preflight")


def test_the_campus_looks_as_it_did(site: Site, console: Console, tmp_path: Path) -> None:
    """Cameras where they hang and while one is turned; a map that cannot be used, and one that can."""
    page = console.page
    sign_in(page, site, "admin")
    console.go("cameras")
    expect(page.get_by_test_id("placing-map")).to_have_attribute("data-ready", "true")
    page.locator('.map[data-drawn="true"]').wait_for()
    console.look("cameras", (TERMINAL, PHONE))
    pick(page, CAMERA)
    console.look("placing")
    files = imdf_files(site.campus, created="2026-11-22T12:00:00Z")
    for name, level in (("findings", files["level.geojson"][:-300]), ("map", files["level.geojson"])):
        sent = tmp_path / f"{name}.zip"
        sent.write_bytes(imdf_zip(files | {"level.geojson": level}))
        console.go("map")
        page.get_by_test_id("map-file").set_input_files(sent)
        expect(page.get_by_test_id("map-result")).to_have_attribute("data-usable", str(name == "map").lower())
        console.look(name)
    console.check()


def test_the_books_look_as_they_did(site: Site, console: Console) -> None:
    """Agreements, accounts, one's own sign-in, and the record of decisions."""
    page = console.page
    sign_in(page, site, "admin")
    console.go("agreements")
    agree_on_fires_alone(page)
    expect(page.get_by_test_id("agreement")).to_have_attribute("data-standing", "holds")
    console.look("agreements")
    page.get_by_test_id("agreement-add").tap()
    console.look("agreement-new")
    console.go("accounts")
    expect(page.get_by_test_id("account")).to_have_count(2)
    console.look("accounts")
    page.get_by_test_id("account-add").tap()
    console.look("account-new")
    console.go("self")
    page.get_by_test_id("factor-begin").tap()
    expect(page.get_by_test_id("factor-confirm")).to_be_visible()
    console.look("second-factor", to="factor-confirm")

    opened = site.open_incident(SMALL, agency="Riverside Police")
    console.go("record")
    expect(page.get_by_test_id("chain")).to_have_attribute("data-state", "sound")
    page.get_by_test_id("record-list").nth(1).tap()
    page.get_by_test_id("filters-fold").tap()
    page.get_by_test_id("filter-incident").select_option(opened.incident.incident_id)
    expect(page.get_by_test_id("decision")).to_have_count(2)
    page.get_by_test_id("filters-fold").tap()
    console.look("decisions")
    console.check()
