"""What the district does on the console during an incident: share, agree, hand over, see who watches."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from load_tests.browser import TERMINAL
from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import open_cameras, sign_in, wait_for_live
from tests.e2e.test_accessibility import assert_accessible, open_with_axe

pytestmark = pytest.mark.browser

# A small building.
SMALL = "elementary-school"


def open_page(
    open_phone: OpenPhone, site: Site, name: str, username: str | None = None, **options: object
) -> Page:
    """A page of the console, with axe; the officer is signed in unless somebody else is named."""
    page = open_with_axe(open_phone, site, f"/console#{name}", **options)
    sign_in(page, site, username)
    return page


def test_the_district_sees_who_watches_and_marks_a_place(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """On the incident's map; what is marked there is on the responder's map, too.

    Each unit says when it is clear; a partner gets a link of its own from the one that is there.
    """
    opened = site.open_incident(SMALL)
    assert opened.issued is not None
    phone = open_phone(opened.issued.url)
    open_cameras(phone)
    wait_for_live(phone, 1)
    page = open_page(open_phone, site, "")
    incident = page.locator(f'[data-incident-id="{opened.incident.incident_id}"]')
    incident.get_by_test_id("incident-map-open").tap()
    expect(page.get_by_test_id("incident-map-canvas")).to_have_attribute("data-ready", "true")
    watched = page.get_by_test_id("incident-camera").first
    expect(watched).not_to_have_attribute("data-watching", "0")
    page.locator("canvas").wait_for()
    assert_accessible(page, "incident map")
    watched.tap()
    page.locator('[data-testid="mark"][data-kind="staging"]').tap()
    expect(page.get_by_test_id("console-marker")).to_have_count(1)
    page.set_viewport_size(TERMINAL)
    expect(phone.get_by_test_id("marker-news")).to_be_visible()
    page.get_by_test_id("incident-map-back").tap()
    expect(page.get_by_test_id("building").first).to_be_visible()
    phone.get_by_test_id("markers-open").tap()
    phone.get_by_test_id("clear-unit").tap()
    screenshot(phone, "responder-clear")
    phone.get_by_test_id("clear-unit").tap()
    expect(phone.get_by_test_id("clear-said")).to_be_visible()
    expect(incident.get_by_test_id("unit-clear")).to_have_count(1)
    incident.get_by_test_id("hand-on").tap()
    incident.get_by_test_id("field-partner").fill("County EMS")
    assert_accessible(page, "handing on")
    incident.get_by_test_id("hand-on-do").tap()
    expect(page.get_by_test_id("link-ready")).to_contain_text("County EMS")
    page.get_by_test_id("link-done").tap()
    expect(incident.get_by_test_id("link")).to_have_count(2)


def test_sharing_stays_two_taps_away(site: Site, open_phone: OpenPhone, screenshot: Screenshot) -> None:
    """From any other page: the first page of the navigation; there a building is on the screen.

    Whoever has the time says more of the link, and whoever has only a radio reads it out.
    """
    page = open_page(open_phone, site, "")
    page.get_by_test_id("menu-open").tap()
    page.get_by_test_id("go-cameras").tap()
    expect(page.get_by_test_id("cameras-page")).to_be_visible()
    page.go_back()
    page.get_by_test_id("building").first.tap()
    page.get_by_test_id("share").tap()
    expect(page.get_by_test_id("link-url")).to_be_visible()
    page.get_by_test_id("code-make").tap()
    expect(page.get_by_test_id("code-words")).to_have_text(re.compile(r"^\w+( \w+){4}$"))
    assert_accessible(page, "code to say")
    page.get_by_test_id("link-done").tap()

    page.get_by_test_id("building").first.tap()
    page.locator("summary").tap()
    page.get_by_test_id("link-hours").select_option("1")
    page.get_by_test_id("link-pin").fill("271")
    assert_accessible(page, "link's terms")
    page.get_by_test_id("share").tap()
    expect(page.get_by_test_id("link-url")).to_have_count(0)
    page.get_by_test_id("link-pin").fill("271828")
    page.get_by_test_id("share").tap()
    page.get_by_test_id("link-done").tap()
    expect(page.get_by_test_id("link").first).to_contain_text("59 m")
    share_for_tomorrow(page, open_phone, screenshot)


def share_for_tomorrow(page: Page, open_phone: OpenPhone, screenshot: Screenshot) -> None:
    """A phone that opens the link today is told when it begins, and not whose it is."""
    page.get_by_test_id("building").first.tap()
    page.locator("summary").tap()
    tomorrow = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - by the clock of the browser, as typed
    page.get_by_test_id("link-begins").fill(tomorrow.strftime("%Y-%m-%dT%H:%M"))
    screenshot(page, "console-link-begins")
    page.get_by_test_id("share").tap()
    phone = open_phone(page.get_by_test_id("link-url").input_value())
    screenshot(page, "console-link-upcoming")
    phone.get_by_test_id("open-cameras").tap()
    waiting = phone.get_by_test_id("waiting")
    expect(waiting).to_contain_text(tomorrow.strftime("%b %-d"))
    expect(waiting).not_to_contain_text("Maple")
    screenshot(phone, "responder-upcoming")
    page.get_by_test_id("link-done").tap()
    expect(page.get_by_test_id("link").first).to_have_attribute("data-state", "upcoming")
    screenshot(page, "console-upcoming")


def test_an_agreement_is_set_quoted_overridden_and_ended(
    staffed: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """For fires alone: an officer who shares another matter is told the agreement's own words.

    An administrator overrides it with a reason, and hands the incident to the agency that takes command.
    """
    page = open_page(open_phone, staffed, "agreements", username="admin", viewport=TERMINAL)
    agree_on_fires_alone(page)
    agreement = page.locator('[data-testid="agreement"][data-agency="Maple Ridge Police"]')
    expect(agreement).to_have_attribute("data-standing", "holds")
    assert_accessible(page, "agreements")

    officer = open_page(open_phone, staffed, "")
    share_with_police(officer)
    expect(officer.get_by_test_id("notice")).to_contain_text("Fires only.")
    expect(officer.get_by_test_id("override")).to_have_count(0)

    page.get_by_test_id("go-share").tap()
    share_with_police(page)
    override(page, "Shots fired, no other unit near", screenshot)
    page.get_by_test_id("link-done").tap()
    incident = page.get_by_test_id("incident").filter(has_text="Opened by admin")
    hand_over(page, incident, screenshot)
    expect(incident).to_contain_text("Led by Maple Ridge Police")
    incident.get_by_test_id("extend").tap()
    override(page, "The search goes on")
    expect(incident.get_by_test_id("link")).to_contain_text("4 h")
    expect(incident.get_by_test_id("override")).to_have_count(0)

    page.get_by_test_id("go-agreements").tap()
    for _ in range(2):
        agreement.get_by_test_id("agreement-end").tap()
    expect(agreement).to_have_attribute("data-standing", "over")
    for _ in range(2):
        agreement.get_by_test_id("agreement-remove").tap()
    expect(agreement).to_have_count(0)


def agree_on_fires_alone(page: Page) -> None:
    """With the police, and a clause of its own for it."""
    page.get_by_test_id("agreement-add").tap()
    page.get_by_test_id("field-agency").fill("Maple Ridge Police")
    for kind in page.get_by_test_id("field-kinds").all():
        kind.set_checked(kind.get_attribute("value") == "fire")
    for name in ("name", "rank", "position", "contact", "supervisor"):
        page.get_by_test_id(f"field-person_{name}").fill("Kim Lee")
    page.locator("summary").tap()
    page.locator('[name="clause_kind"]').fill("Fires only.")
    assert_accessible(page, "new agreement")
    page.get_by_test_id("agreement-save").tap()


def share_with_police(page: Page) -> None:
    """The first building, with the agency that has an agreement: it is offered first."""
    page.get_by_test_id("building").first.tap()
    offered = page.get_by_test_id("agency").first
    expect(offered).to_have_text("Maple Ridge Police")
    offered.tap()
    page.get_by_test_id("share").tap()


def override(page: Page, reason: str, screenshot: Screenshot | None = None) -> None:
    """Does what the agreement refuses all the same."""
    page.get_by_test_id("field-override").fill(reason)
    if screenshot is not None:
        assert_accessible(page, "override")
        screenshot(page, "console-override")
    page.get_by_test_id("override-do").tap()


def hand_over(page: Page, incident: Locator, screenshot: Screenshot) -> None:
    """To the police."""
    incident.get_by_test_id("handover").tap()
    incident.get_by_test_id("handover-to").select_option("Maple Ridge Police")
    assert_accessible(page, "handing over")
    screenshot(page, "console-handover")
    incident.get_by_test_id("handover-do").tap()
