"""Who may do what on the console: accounts, what each signs in with, and the record that an auditor reads."""

import time

import pytest
from playwright.sync_api import Page, expect

from load_tests.browser import TERMINAL
from load_tests.site import Site
from responder.access import totp
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.test_accessibility import assert_accessible
from tests.e2e.test_console import open_page
from tests.web.test_directory import secret_in

pytestmark = pytest.mark.browser

PLACING = ("longitude", "latitude", "level_id", "azimuth_deg", "fov_deg", "range_m")


def test_an_auditor_reads_and_files_the_record(staffed: Site, open_phone: OpenPhone) -> None:
    """Nothing but the record, whose chain is whole; narrowed to an incident, and carried away as PDF."""
    issued = staffed.open_incident("high-school")
    page = open_page(open_phone, staffed, "", username="auditor")
    expect(page.get_by_test_id("record-page")).to_be_visible()
    expect(page.get_by_test_id("chain")).to_have_attribute("data-state", "sound")
    expect(page.get_by_test_id("go-share")).to_have_count(0)
    page.get_by_test_id("record-list").nth(1).tap()
    expect(page.locator('[data-testid="decision"][data-kind="link_issued"]').first).to_be_visible()
    page.get_by_test_id("filters-fold").tap()
    page.get_by_test_id("filter-incident").select_option(issued.incident.incident_id)
    expect(page.get_by_test_id("decision")).to_have_count(2)
    assert_accessible(page, "decisions")
    page.get_by_test_id("record-list").first.tap()
    expect(page.get_by_test_id("record-count")).to_have_text("0 disclosures")
    assert_accessible(page, "disclosures")
    with page.expect_download() as download:
        page.get_by_test_id("download-pdf").tap()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    with page.expect_download() as download:
        page.get_by_test_id("download-csv").tap()
    assert download.value.path().read_text().startswith("camera,")


def test_each_role_sees_its_own_pages(staffed: Site, open_phone: OpenPhone) -> None:
    """An officer has no way to the record, and its address leads to sharing."""
    page = open_page(open_phone, staffed, "record", viewport=TERMINAL)
    expect(page.get_by_test_id("building").first).to_be_visible()
    expect(page.get_by_test_id("go-record")).to_have_count(0)
    expect(page.get_by_test_id("go-cameras")).to_be_visible()


def test_who_shares_nothing_watches_what_the_role_allows(
    staffed: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Facilities staff the listed cameras, masked; an agency's officer an incident, until it ends."""
    listed = ("--camera", "gym-parking", "--camera", "elementary-playground")
    staffed.add_account("jan", "--role", "facilities", *listed)
    jan = open_page(open_phone, staffed, "", username="jan")
    tiles = jan.get_by_test_id("watching-tile")
    expect(tiles).to_have_count(2)
    masked = jan.locator('[data-testid="watching-tile"][data-camera-id="gym-parking"]')
    expect(masked).to_have_attribute("data-state", "live")
    expect(masked).to_contain_text("Masked")
    assert_accessible(jan, "listed cameras")
    screenshot(jan, "console-watching")
    masked.tap()
    expect(masked).to_have_attribute("aria-pressed", "true")
    screenshot(jan, "console-watching-large")
    expect(jan.get_by_test_id("go-share")).to_have_count(0)

    staffed.add_account("kit", "--role", "agency_officer", "--agency", "Riverside Police")
    kit = open_page(open_phone, staffed, "", username="kit", viewport=TERMINAL)
    expect(kit.get_by_test_id("watching-page")).to_contain_text("no open incident")
    opened = staffed.open_incident("elementary-school", agency="Riverside Police")
    expect(kit.get_by_test_id("watching-scope")).to_contain_text("Drill")
    expect(kit.locator('[data-testid="watching-tile"][data-state="live"]').first).to_be_visible()
    assert_accessible(kit, "incident by name")
    screenshot(kit, "console-watching-incident")
    follows_another_map(staffed, kit, "live")
    staffed.http.post(f"/api/incidents/{opened.incident.incident_id}/close").raise_for_status()
    expect(kit.get_by_test_id("watching-tile")).to_have_count(0)


def test_a_console_without_live_video_follows_another_map(staffed: Site, open_phone: OpenPhone) -> None:
    """Its photos tell that there is another one."""
    opened = staffed.open_incident("elementary-school")
    page = open_page(open_phone, staffed, "watch", username="admin", video=False)
    # All cameras: no incident has to be found among those of other tests.
    page.get_by_test_id("watching-scope").last.tap()
    follows_another_map(staffed, page, "photo")
    staffed.http.post(f"/api/incidents/{opened.incident.incident_id}/close").raise_for_status()


def follows_another_map(site: Site, page: Page, state: str) -> None:
    """A camera is moved out of the building: its tile follows, is still the large one, and goes on."""
    camera = site.campus.camera_by_id["elementary-cafetorium"]
    path = f"/api/campus/cameras/{camera.camera_id}/placing"
    before = {key: getattr(camera, key) for key in PLACING}
    outside = page.locator("section.wall-section").filter(has_text="Outside")
    moved = f'[data-testid="watching-tile"][data-camera-id="{camera.camera_id}"]'
    page.locator(moved).tap()
    expect(outside.locator(moved)).to_have_count(0)
    site.http.put(path, json=before | {"level_id": None}).raise_for_status()
    try:
        expect(outside.locator(moved)).to_have_attribute("aria-pressed", "true")
        expect(outside.locator(moved)).to_have_attribute("data-state", state)
    finally:
        site.http.put(path, json=before).raise_for_status()
    expect(outside.locator(moved)).to_have_count(0)


def test_an_administrator_adds_and_ends_an_account(
    staffed: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """A building administrator needs a building: without one the service says so, and nothing is lost."""
    page = open_page(open_phone, staffed, "accounts", username="admin")
    page.get_by_test_id("account-add").tap()
    page.get_by_test_id("field-username").fill("kim")
    page.get_by_test_id("field-password").fill(staffed.password)
    page.get_by_test_id("field-role").select_option("building_admin")
    assert_accessible(page, "new account")
    page.get_by_test_id("account-save").tap()
    expect(page.get_by_test_id("notice")).to_contain_text("needs buildings")
    page.get_by_test_id("field-building_ids").first.check()
    page.get_by_test_id("account-save").tap()
    card = page.locator('[data-testid="account"][data-username="kim"]')
    expect(card).to_contain_text("Building administrator")
    card.locator(".card-head").tap()
    screenshot(page, "console-account")
    assert_accessible(page, "account")
    card.get_by_test_id("field-role").select_option("safety_officer")
    card.get_by_test_id("account-save").tap()
    expect(card.get_by_test_id("field-role")).to_have_count(0)
    expect(card).to_contain_text("Safety officer")
    card.locator(".card-head").tap()
    card.get_by_test_id("account-remove").tap()
    card.get_by_test_id("account-remove").tap()
    expect(card).to_have_count(0)


def test_a_second_factor_is_enrolled_and_asked_for(
    staffed: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Scanned, confirmed, and from then on asked for; a recovery code serves where the phone is lost.

    A passkey replaces both, once there is one.
    """
    staffed.add_account("two", "--role", "dispatcher")
    page = open_page(open_phone, staffed, "self", username="two")
    page.get_by_test_id("factor-begin").tap()
    secret = page.get_by_test_id("factor-secret").inner_text()
    page.get_by_test_id("factor-digits").fill("000000")
    page.get_by_test_id("factor-confirm").tap()
    expect(page.get_by_test_id("notice")).to_be_visible()
    assert_accessible(page, "second factor")
    digits = totp.code(secret_in(f"otpauth://totp/x?secret={secret}"), int(time.time() // totp.STEP_S))
    page.get_by_test_id("factor-digits").fill(digits)
    page.get_by_test_id("factor-confirm").tap()
    code = page.get_by_test_id("recovery-codes").locator("li").first.inner_text()
    screenshot(page, "console-recovery-codes")

    again = open_phone("/console")
    again.get_by_test_id("username").fill("two")
    again.get_by_test_id("password").fill(staffed.password)
    again.get_by_test_id("at-terminal").check()
    again.get_by_test_id("sign-in-submit").tap()
    again.get_by_test_id("second-factor").fill(code)
    screenshot(again, "console-second-factor")
    with again.expect_request("**/api/session") as sent:
        again.get_by_test_id("sign-in-submit").tap()
    assert "at_terminal" in (sent.value.post_data_json or {})
    expect(again.get_by_test_id("console")).to_be_visible()

    plug_in_authenticator(page)
    page.get_by_test_id("passkey-add").tap()
    expect(page.get_by_test_id("passkey")).to_have_count(1)
    assert_accessible(page, "passkeys")
    page.get_by_test_id("menu-open").tap()
    page.get_by_test_id("sign-out").tap()
    page.get_by_test_id("passkey-sign-in").tap()
    expect(page.get_by_test_id("console")).to_be_visible()


def plug_in_authenticator(page: Page) -> None:
    """A security key in the browser that answers by itself, as if a finger were on it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
