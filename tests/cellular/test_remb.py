"""The phone that the service is measured with where only the phone's own estimates (REMB) come."""

import pytest
from playwright.sync_api import Browser

from load_tests.cellular_run import WITHOUT_TRANSPORT_CC
from responder.transport.sdp import Offer, parse_offer

pytestmark = pytest.mark.browser

OFFER = """async () => {
  const connection = new RTCPeerConnection();
  connection.addTransceiver("video", { direction: "recvonly" });
  const before = connection.localDescription;
  await connection.setLocalDescription();
  return { before, sdp: connection.localDescription.sdp };
}"""


def offered(browser: Browser, *scripts: str) -> Offer:
    """By a page with these init scripts, as the service reads it."""
    page = browser.new_page()
    for script in scripts:
        page.add_init_script(script)
    page.goto("about:blank")
    made = page.evaluate(OFFER)
    page.close()
    assert made["before"] is None
    return parse_offer(made["sdp"])


def test_it_offers_its_own_estimates_and_no_transport_wide_feedback(browser: Browser) -> None:
    """Where the same browser offers both otherwise."""
    usual, without = offered(browser), offered(browser, WITHOUT_TRANSPORT_CC)
    formats = [slot.video for slot in (*usual.slots, *without.slots)]

    assert [(it is not None and it.transport_cc_id is not None) for it in formats] == [True, False]
    assert [(it is not None and "transport-cc" in it.feedback) for it in formats] == [True, False]
    assert [(it is not None and "goog-remb" in it.feedback) for it in formats] == [True, True]
