"""What a screen reader is told through a whole visit, and what it is interrupted for."""

import pytest
from playwright.sync_api import expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone
from tests.e2e.screen import open_cameras

pytestmark = pytest.mark.browser

# Notes what every live region has come to say, as a screen reader hears of it (WAI-ARIA 1.2, 6.6.3).
NOTE_ANNOUNCEMENTS = """
  window.announced = { assertive: [], polite: [] };
  const REGIONS = '[role="alert"], [role="status"], [aria-live]';
  const isAssertive = (it) => it.matches('[role="alert"], [aria-live="assertive"]');
  const note = (region) => {
    const said = region.innerText.replaceAll("\\n", " ").trim();
    const heard = window.announced[isAssertive(region) ? "assertive" : "polite"];
    if (said !== "" && heard.at(-1) !== said) heard.push(said);
  };
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      const around = element?.closest(REGIONS);
      if (around) note(around);
      for (const added of addedNodes) {
        if (added.nodeType !== Node.ELEMENT_NODE) continue;
        [added, ...added.querySelectorAll("*")].filter((it) => it.matches(REGIONS)).forEach(note);
      }
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
"""

# On a machine that is busy, the first photo may be slow to come.
LOSSES = ("This browser cannot play live video.", "Connection lost.")


def test_only_loss_and_revocation_interrupt(site: Site, open_phone: OpenPhone) -> None:
    """That no live video comes, and that the access has ended; a marker and a unit that is clear can wait."""
    issued = site.share("high-school")
    page = open_phone("about:blank", video=False, has_map=False)
    page.add_init_script(NOTE_ANNOUNCEMENTS)
    page.goto(issued.url)
    open_cameras(page)
    expect(page.get_by_test_id("banner")).to_be_visible()
    page.get_by_test_id("search-open").tap()
    page.get_by_test_id("search-field").fill("160")
    page.get_by_test_id("search-result").first.tap()
    page.locator('[data-testid="mark"][data-kind="entry"]').tap()
    expect(page.get_by_test_id("marker")).to_be_visible()
    page.get_by_test_id("panel-close").tap()
    page.get_by_test_id("markers-open").tap()
    page.get_by_test_id("clear-unit").dblclick()
    expect(page.get_by_test_id("clear-said")).to_be_visible()
    site.revoke(issued.link.link_id)
    expect(page.get_by_test_id("access-ended")).to_be_visible()

    heard = page.evaluate("window.announced")
    *losses, end = heard["assertive"]
    assert losses[0].startswith(LOSSES)
    assert all(it.startswith(LOSSES) for it in losses)
    assert end.startswith("The school has ended this link")
    assert any("clear" in it for it in heard["polite"])
