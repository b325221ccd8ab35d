"""Links that ask for something first: a PIN, or a person's decision."""

import time
from typing import Any

import httpx
import pytest
from playwright.sync_api import Route, expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import open_cameras, sign_in, wait_for_live

pytestmark = pytest.mark.browser


def share(site: Site, **link: object) -> str:
    """The address of a link to the high school with these terms."""
    request: dict[str, Any] = {
        "building_ids": ["high-school"],
        "kind": "drill",
        "reason": "Drill",
        "link": {"agency": "Maple Ridge Police", **link},
    }
    answer = site.http.post("/api/incidents", json=request)
    answer.raise_for_status()
    url: str = answer.json()["issued"]["url"]
    return url


def test_a_pin_is_asked_for_and_tried_again(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """A wrong PIN says so and can be corrected; the right one opens."""
    page = open_phone(share(site, pin="271828"), has_map=False)
    page.get_by_test_id("open-cameras").tap()
    pin = page.get_by_test_id("pin")
    expect(pin).to_be_focused()
    pin.fill("314159")
    page.get_by_test_id("open-cameras").tap()
    expect(page.get_by_test_id("notice")).to_contain_text("wrong")
    screenshot(page, "responder-pin")

    pin.fill("271828")
    open_cameras(page)
    wait_for_live(page, 1)


def test_at_a_full_link_a_phone_waits_until_it_is_let_in(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """The console sees it and lets it in with one tap; the page then opens by itself. Two taps remove one."""
    url = share(site, device_limit=1, has_waiting_room=True)
    early = open_phone(url, video=False, has_map=False)
    open_cameras(early)
    late = open_phone(url, video=False, has_map=False)
    late.get_by_test_id("open-cameras").tap()
    expect(late.get_by_test_id("waiting")).to_be_visible()
    screenshot(late, "responder-waiting")

    console = open_phone("/console")
    sign_in(console, site)
    waiting = console.get_by_test_id("waiting-device")
    expect(waiting).to_have_count(1)
    screenshot(console, "console-waiting")
    incident_id = console.get_by_test_id("incident").filter(has=waiting).get_attribute("data-incident-id")
    console.get_by_test_id("admit").tap()

    expect(late.get_by_test_id("viewer")).to_be_visible()
    expect(waiting).to_have_count(0)
    incident = console.locator(f'[data-incident-id="{incident_id}"]')
    expect(incident.get_by_test_id("device")).to_have_count(2)
    incident.get_by_test_id("remove-device").first.dblclick()
    expect(early.get_by_test_id("access-ended")).to_be_visible()
    expect(late.get_by_test_id("viewer")).to_be_visible()


def test_a_waiting_phone_that_is_turned_away_is_told(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Two taps in the console: the phone that waits learns that access is over, the one inside goes on."""
    url = share(site, device_limit=1, has_waiting_room=True)
    early = open_phone(url, video=False, has_map=False)
    open_cameras(early)
    late = open_phone(url, video=False, has_map=False)
    late.get_by_test_id("open-cameras").tap()
    expect(late.get_by_test_id("waiting")).to_be_visible()

    console = open_phone("/console")
    sign_in(console, site)
    waiting = console.get_by_test_id("waiting-device")
    expect(waiting).to_have_count(1)
    console.get_by_test_id("turn-away").dblclick()

    expect(late.get_by_test_id("access-ended")).to_have_attribute("data-reason", "device-removed")
    screenshot(late, "responder-turned-away")
    expect(waiting).to_have_count(0)
    expect(early.get_by_test_id("viewer")).to_be_visible()


def test_a_link_that_waits_for_approval_opens_on_the_phone_by_itself(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """The agreement names another who approves: one tap there, and none more on the phone."""
    agency = "Riverside Fire"
    site.add_account("principal", "--role", "district_admin")
    person = {"name": "A. Chief", "position": "Chief", "rank": "Chief", "contact": "-", "supervisor": "-"}
    agreement = {
        "agency": agency,
        "designated_persons": [person],
        "valid_from_ms": 0,
        "valid_until_ms": int((time.time() + 86_400) * 1000),
        "kinds": ["drill"],
        "needs_approval": True,
        "approvers": ["principal"],
    }
    with httpx.Client(base_url=site.origin, headers={"Origin": site.origin}) as principal:
        credentials = {"username": "principal", "password": site.password}
        principal.post("/api/session", json=credentials).raise_for_status()
        principal.put(f"/api/agreements/{agency}", json=agreement).raise_for_status()
    phone = open_phone(share(site, agency=agency), video=False, has_map=False)
    phone.get_by_test_id("open-cameras").tap()
    expect(phone.get_by_test_id("waiting")).to_contain_text("approve")
    screenshot(phone, "responder-pending")

    console = open_phone("/console")
    sign_in(console, site, "principal")
    expect(console.get_by_test_id("approval")).to_have_count(1)
    screenshot(console, "console-approval")
    console.get_by_test_id("approve").tap()

    expect(phone.get_by_test_id("viewer")).to_be_visible()
    expect(console.get_by_test_id("approval")).to_have_count(0)


def test_a_tap_whose_answer_got_lost_takes_one_place(site: Site, open_phone: OpenPhone) -> None:
    """The service has let the phone in and the phone never heard of it; its next try is let in, too."""
    lost: list[httpx.Response] = []

    def lose_the_answer(route: Route) -> None:
        answer = httpx.post(
            route.request.url, content=route.request.post_data_buffer, headers={"Origin": site.origin}
        )
        lost.append(answer)
        route.abort()

    phone = open_phone(share(site, device_limit=1, has_waiting_room=False), has_map=False)
    phone.route("**/api/redeem", lose_the_answer, times=1)
    open_cameras(phone)
    wait_for_live(phone, 1)
    assert [answer.status_code for answer in lost] == [httpx.codes.OK]
    assert phone.request.get(f"{site.origin}/api/permit").json()["device_id"] == lost[0].json()["device_id"]


def test_a_full_link_without_a_waiting_room_says_so(site: Site, open_phone: OpenPhone) -> None:
    """Nobody decides there: the page tells whom to ask."""
    url = share(site, device_limit=1, has_waiting_room=False)
    open_cameras(open_phone(url, video=False, has_map=False))
    late = open_phone(url, video=False, has_map=False)
    late.get_by_test_id("open-cameras").tap()
    expect(late.get_by_test_id("access-ended")).to_have_attribute("data-reason", "device-limit")
