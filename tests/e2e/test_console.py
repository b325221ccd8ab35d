"""The console behind its first page: cameras placed, the record read, each by whoever may."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from gis.export.imdf import imdf_files, imdf_zip
from load_tests.browser import TERMINAL
from load_tests.site import Site
from responder.access import totp
from responder.demo.camera import Fault
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import open_cameras, sign_in, wait_for_live
from tests.e2e.test_accessibility import assert_accessible, open_with_axe
from tests.web.test_directory import secret_in

pytestmark = pytest.mark.browser

CAMERA = "main-lobby"

# A small building, and one camera of it.
SMALL, DEAD = "elementary-school", "elementary-playground"


@pytest.fixture(scope="module")
def staffed(site: Site) -> Site:
    """The site, with an administrator and somebody who reads the record."""
    site.add_account("admin", "--role", "district_admin")
    site.add_account("auditor", "--role", "auditor")
    return site


def open_page(
    open_phone: OpenPhone, site: Site, name: str, username: str | None = None, **options: object
) -> Page:
    """A page of the console, with axe; the officer is signed in unless somebody else is named."""
    page = open_with_axe(open_phone, site, f"/console#{name}", **options)
    sign_in(page, site, username)
    return page


def pick(page: Page, camera_id: str) -> Locator:
    """Taps the camera in the list; its editor."""
    page.locator(f'[data-testid="camera-row"][data-camera-id="{camera_id}"]').tap()
    editor = page.get_by_test_id("placing-editor")
    expect(editor).to_have_attribute("data-camera-id", camera_id)
    expect(page.get_by_test_id("placing-says")).to_have_attribute("data-state", "seen")
    return editor


def azimuth(page: Page) -> Locator:
    return page.get_by_test_id("placing-azimuth-text")


def test_a_camera_is_turned_tried_out_and_saved(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """By its handle and by its slider; the map shows what it would see, and keeps it once it is saved."""
    page = open_page(open_phone, site, "cameras", viewport=TERMINAL)
    expect(page.get_by_test_id("placing-map")).to_have_attribute("data-ready", "true")
    page.locator("canvas").wait_for()
    screenshot(page, "console-cameras-terminal")
    pick(page, CAMERA)
    assert_accessible(page, "placing")
    page.get_by_test_id("placing-azimuth").fill("90")
    expect(azimuth(page)).to_have_text("90°")
    with page.expect_response(re.compile(f"{CAMERA}/view")) as tried:
        drag(page, page.get_by_test_id("handle-aim"), east_px=-104, south_px=104)
    assert tried.value.status == 200
    expect(azimuth(page)).to_have_text("180°")
    screenshot(page, "console-placing-terminal")
    page.get_by_test_id("placing-save").tap()
    expect(page.get_by_test_id("placing-saved")).to_be_visible()
    assert overview(site)["azimuth_deg"] == 180


def drag(page: Page, handle: Locator, *, east_px: int, south_px: int) -> None:
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + east_px, y + south_px, steps=4)
    page.mouse.up()


def overview(site: Site) -> dict[str, float]:
    """The camera as the service knows it."""
    answer = site.http.get("/api/overview").json()
    camera: dict[str, float] = next(it for it in answer["cameras"] if it["camera_id"] == CAMERA)
    return camera


def test_the_keyboard_places_a_camera_where_it_can_be(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Arrows move, brackets turn; off its floor the page says so, and Cancel leaves everything as it was."""
    before = overview(site)
    page = open_page(open_phone, site, "cameras")
    expect(page.get_by_test_id("placing-map")).to_have_attribute("data-ready", "true")
    screenshot(page, "console-cameras")
    assert_accessible(page, "cameras")
    pick(page, CAMERA)
    screenshot(page, "console-placing")
    shown = float(azimuth(page).inner_text().removesuffix("°"))
    handle = page.get_by_test_id("handle-camera")
    handle.focus()
    place = handle.get_attribute("style")
    page.keyboard.press("Shift+ArrowRight")
    expect(handle).not_to_have_attribute("style", place or "")
    page.keyboard.press("]")
    expect(azimuth(page)).to_have_text(f"{(shown + 5) % 360:g}°")
    for _ in range(15):
        page.keyboard.press("Shift+ArrowDown")
    says = page.get_by_test_id("placing-says")
    expect(says).to_have_attribute("data-state", "refused")
    refusal = "cannot be placed there: it stands outside First floor of Maple Ridge High School"
    expect(says).to_contain_text(refusal)
    expect(page.get_by_test_id("placing-save")).to_be_disabled()
    screenshot(page, "console-placing-refused")
    page.get_by_test_id("placing-cancel").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("camera-row").first).to_be_visible()
    assert overview(site) | {"status": None} == before | {"status": None}


def test_every_camera_of_a_building_is_started_and_timed(
    staffed: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Over the media port, as on a phone; the one that refuses stands first, with the reason."""
    page = open_page(open_phone, staffed, "preflight")
    page.get_by_test_id("preflight-building").select_option(SMALL)
    staffed.cameras.inject(DEAD, Fault.REFUSE)
    page.get_by_test_id("preflight-run").tap()
    expect(page.get_by_test_id("preflight-result")).to_have_attribute("data-outcome", "bad")
    staffed.cameras.heal(DEAD)
    rows = page.get_by_test_id("camera-check")
    states = [row.get_attribute("data-state") for row in rows.all()]
    assert states == ["failed"] + ["started"] * (len(states) - 1)
    expect(rows.first).to_have_attribute("data-camera-id", DEAD)
    expect(page.get_by_test_id("preflight-recorded")).to_be_visible()
    assert_accessible(page, "pre-flight")
    screenshot(page, "console-preflight")


def test_the_district_sees_who_watches_and_marks_a_place(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """On the incident's map; what is marked there is on the responder's map, too."""
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
    screenshot(page, "console-incident-map")
    watched.tap()
    page.locator('[data-testid="mark"][data-kind="staging"]').tap()
    expect(page.get_by_test_id("console-marker")).to_have_count(1)
    page.set_viewport_size(TERMINAL)
    screenshot(page, "console-incident-map-terminal")
    expect(phone.get_by_test_id("marker-news")).to_be_visible()
    page.get_by_test_id("incident-map-back").tap()
    expect(page.get_by_test_id("building").first).to_be_visible()


def test_a_new_map_is_checked_and_put_in_place(
    staffed: Site, open_phone: OpenPhone, screenshot: Screenshot, tmp_path: Path
) -> None:
    """One with errors shows them and goes no further; a sound one takes two taps more."""
    files = imdf_files(staffed.campus, created="2026-11-22T12:00:00Z")
    sound, broken = tmp_path / "sound.zip", tmp_path / "broken.zip"
    sound.write_bytes(imdf_zip(files))
    broken.write_bytes(imdf_zip(files | {"level.geojson": files["level.geojson"][:-300]}))
    page = open_page(open_phone, staffed, "map", username="admin")
    page.get_by_test_id("map-file").set_input_files(broken)
    result = page.get_by_test_id("map-result")
    expect(result).to_have_attribute("data-usable", "false")
    expect(page.get_by_test_id("map-finding").first).to_have_attribute("data-severity", "error")
    expect(page.get_by_test_id("map-put")).to_have_count(0)
    assert_accessible(page, "findings")
    screenshot(page, "console-map-findings")
    page.set_viewport_size(TERMINAL)
    page.get_by_test_id("map-file").set_input_files(sound)
    expect(result).to_have_attribute("data-usable", "true")
    assert_accessible(page, "sound map")
    screenshot(page, "console-map-terminal")
    for _ in range(2):
        page.get_by_test_id("map-put").tap()
    expect(page.get_by_test_id("map-in-place")).to_be_visible()


def test_sharing_stays_two_taps_away(site: Site, open_phone: OpenPhone, screenshot: Screenshot) -> None:
    """From any other page: the first page of the navigation; there a building is on the screen.

    Whoever has the time says more of the link, and whoever has only a radio reads it out.
    """
    page = open_page(open_phone, site, "")
    page.get_by_test_id("menu-open").tap()
    screenshot(page, "console-menu")
    page.get_by_test_id("go-cameras").tap()
    expect(page.get_by_test_id("cameras-page")).to_be_visible()
    page.go_back()
    page.get_by_test_id("building").first.tap()
    page.get_by_test_id("share").tap()
    expect(page.get_by_test_id("link-url")).to_be_visible()
    page.get_by_test_id("code-make").tap()
    expect(page.get_by_test_id("code-words")).to_have_text(re.compile(r"^\w+( \w+){4}$"))
    assert_accessible(page, "code to say")
    screenshot(page, "console-code")
    page.get_by_test_id("link-done").tap()

    page.get_by_test_id("building").first.tap()
    page.locator("summary").tap()
    page.get_by_test_id("link-hours").select_option("1")
    page.get_by_test_id("link-pin").fill("271")
    assert_accessible(page, "link's terms")
    page.get_by_test_id("share").tap()
    expect(page.get_by_test_id("link-url")).to_have_count(0)
    page.get_by_test_id("link-pin").fill("271828")
    screenshot(page, "console-link-terms")
    page.get_by_test_id("share").tap()
    page.get_by_test_id("link-done").tap()
    expect(page.get_by_test_id("link").first).to_contain_text("59 m")


def test_an_auditor_reads_and_files_the_record(
    staffed: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Nothing but the record, whose chain is whole; narrowed to an incident, and carried away as PDF."""
    issued = staffed.open_incident("high-school")
    page = open_page(open_phone, staffed, "", username="auditor")
    expect(page.get_by_test_id("record-page")).to_be_visible()
    expect(page.get_by_test_id("chain")).to_have_attribute("data-state", "sound")
    expect(page.get_by_test_id("go-share")).to_have_count(0)
    page.get_by_test_id("record-list").nth(1).tap()
    expect(page.locator('[data-testid="decision"][data-kind="link_issued"]').first).to_be_visible()
    page.get_by_test_id("filter-incident").select_option(issued.incident.incident_id)
    expect(page.get_by_test_id("decision")).to_have_count(2)
    assert_accessible(page, "decisions")
    screenshot(page, "console-record")
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


def test_an_agreement_is_set_quoted_overridden_and_ended(
    staffed: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """For fires alone: an officer who shares another matter is told the agreement's own words.

    An administrator overrides it with a reason, and hands the incident to the agency that takes command.
    """
    page = open_page(open_phone, staffed, "agreements", username="admin", viewport=TERMINAL)
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
    agreement = page.locator('[data-testid="agreement"][data-agency="Maple Ridge Police"]')
    expect(agreement).to_have_attribute("data-standing", "holds")
    assert_accessible(page, "agreements")
    screenshot(page, "console-agreements")

    officer = open_page(open_phone, staffed, "")
    officer.get_by_test_id("building").first.tap()
    offered = officer.get_by_test_id("agency").first
    expect(offered).to_have_text("Maple Ridge Police")
    offered.tap()
    officer.get_by_test_id("share").tap()
    expect(officer.get_by_test_id("notice")).to_contain_text("Fires only.")
    expect(officer.get_by_test_id("override")).to_have_count(0)

    page.get_by_test_id("go-share").tap()
    page.get_by_test_id("building").first.tap()
    page.get_by_test_id("agency").first.tap()
    page.get_by_test_id("share").tap()
    page.get_by_test_id("field-override").fill("Shots fired, no other unit near")
    assert_accessible(page, "override")
    screenshot(page, "console-override")
    page.get_by_test_id("override-do").tap()
    page.get_by_test_id("link-done").tap()
    incident = page.get_by_test_id("incident").filter(has_text="Opened by admin")
    incident.get_by_test_id("handover").tap()
    incident.get_by_test_id("handover-to").select_option("Maple Ridge Police")
    assert_accessible(page, "handing over")
    screenshot(page, "console-handover")
    incident.get_by_test_id("handover-do").tap()
    expect(incident).to_contain_text("Led by Maple Ridge Police")
    incident.get_by_test_id("extend").tap()
    incident.get_by_test_id("field-override").fill("The search goes on")
    incident.get_by_test_id("override-do").tap()
    expect(incident.get_by_test_id("link")).to_contain_text("4 h")
    expect(incident.get_by_test_id("override")).to_have_count(0)
    page.get_by_test_id("go-agreements").tap()

    for _ in range(2):
        agreement.get_by_test_id("agreement-end").tap()
    expect(agreement).to_have_attribute("data-standing", "over")
    for _ in range(2):
        agreement.get_by_test_id("agreement-remove").tap()
    expect(agreement).to_have_count(0)


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
    again.get_by_test_id("sign-in-submit").tap()
    again.get_by_test_id("second-factor").fill(code)
    screenshot(again, "console-second-factor")
    again.get_by_test_id("sign-in-submit").tap()
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
