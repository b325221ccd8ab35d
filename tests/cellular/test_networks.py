"""Networks that take something away: the real client goes on with what is left, and comes back by itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from load_tests.namespace_link import Rules
from load_tests.presented import Watcher
from tests.cellular.conftest import Behind

pytestmark = pytest.mark.browser

# A promise is 3 s; a busy test machine may need much longer.
PATIENCE_STEPS, STEP_MS = 200, 200


def comes(page: Page, watcher: Watcher, holds: Callable[[Watcher], bool]) -> bool:
    """Collects until `holds`; False when it never does."""
    for _ in range(PATIENCE_STEPS):
        watcher.collect()
        if holds(watcher):
            return True
        page.wait_for_timeout(STEP_MS)
    return False


def cameras_live(watcher: Watcher, since_s: float = 0) -> set[str]:
    """Cameras that showed a frame which was sent after a time."""
    return {it.camera_id for it in watcher.presented.frames if it.sent_at_s >= since_s}


def test_live_video_comes_through_packets_of_1280_bytes(
    behind: Behind, open_phone: Callable[[], Page]
) -> None:
    """The largest packets of the service fit, so that none is fragmented or dropped."""
    page = open_phone()
    watcher = Watcher(page, behind.site)
    page.get_by_test_id("open-cameras").tap()

    assert comes(page, watcher, lambda it: len(cameras_live(it)) >= 4)


def test_without_udp_and_tcp_for_media_photos_are_renewed_until_video_can_flow(
    behind: Behind, open_phone: Callable[[], Page]
) -> None:
    """Only the web passes: photos come and come again; and video by itself as soon as it can."""
    behind.link.rules(Rules(blocked_ports=(behind.site.media_port,)))
    page = open_phone()
    watcher = Watcher(page, behind.site)
    page.get_by_test_id("open-cameras").tap()

    def renewed(watcher: Watcher) -> bool:
        taken: dict[str, set[float]] = {}
        for poster in watcher.presented.posters:
            taken.setdefault(poster.camera_id, set()).add(poster.captured_at_s)
        return sum(len(times) >= 2 for times in taken.values()) >= 4

    assert comes(page, watcher, renewed)
    assert watcher.presented.frames == []
    assert page.locator('[data-testid="tile"][data-state="live"]').count() == 0

    behind.link.rules(Rules())
    assert comes(page, watcher, lambda it: len(cameras_live(it)) >= 4)


def test_video_goes_on_when_a_nat_forgets_the_phone(behind: Behind, open_phone: Callable[[], Page]) -> None:
    """The phone's packets come from another port from one moment to the next."""
    page = open_phone()
    watcher = Watcher(page, behind.site)
    page.get_by_test_id("open-cameras").tap()
    assert comes(page, watcher, lambda it: len(cameras_live(it)) >= 2)

    since_s = behind.link.rules(Rules(port_shift=1000))
    assert comes(page, watcher, lambda it: len(cameras_live(it, since_s)) >= 2)


def test_video_is_back_after_a_radio_gap(behind: Behind, open_phone: Callable[[], Page]) -> None:
    """Five seconds of nothing, and the page has neither given up nor shown an old picture as live."""
    page = open_phone()
    watcher = Watcher(page, behind.site)
    page.get_by_test_id("open-cameras").tap()
    assert comes(page, watcher, lambda it: len(cameras_live(it)) >= 2)

    behind.link.rules(Rules(closed=True))
    page.wait_for_function(
        """() => document.querySelectorAll('[data-testid="tile"][data-state="live"]').length === 0"""
    )
    since_s = behind.link.rules(Rules())
    assert comes(page, watcher, lambda it: len(cameras_live(it, since_s)) >= 2)
