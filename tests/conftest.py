"""What tests of several packages share."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from gis.imdf import read_campus
from load_tests.browser import find_chromium, launch
from load_tests.site import CAMPUS, FOOTAGE
from responder.demo.demo import prepare_footage
from tests.command_line import ROOT

# The same cases on every run, and no deadlines: what fails once fails always, however busy the machine.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium. Where there is none: skips, aloud, or fails when REQUIRE_BROWSER is set.

    Preferably the one without a browser's own windows: it takes a fifth less of the machine.
    """
    path = find_chromium("chromium-headless-shell")
    if path is not None:
        return path
    message = "no Chromium found: the browser tests did not run (install one, or set CHROMIUM)"
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One headless Chromium for a module's tests; each takes its own contexts.

    Playwright's event loop runs in this thread meanwhile, so no module mixes it with asynchronous tests.
    """
    with sync_playwright() as playwright:
        running = launch(playwright, chromium)
        yield running
        running.close()


@pytest.fixture(scope="session")
def footage_dir() -> Path:
    """The simulated cameras' footage, also the demo's. One process makes it, others that test wait."""
    FOOTAGE.mkdir(parents=True, exist_ok=True)
    with (FOOTAGE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        prepare_footage(read_campus(CAMPUS), FOOTAGE)
    return FOOTAGE


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with a map, one camera that does not answer, and a client."""
    # A developer's own Redis and site are left alone.
    monkeypatch.delitem(os.environ, "REDIS_URL", raising=False)
    monkeypatch.delitem(os.environ, "RESPONDER_CONFIG", raising=False)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("<!doctype html>")
    path = tmp_path / "responder.toml"
    path.write_text(
        f"""
        [campus]
        path = "{ROOT / "campus_maps" / "maple-ridge"}"
        [server]
        port = 0
        data_dir = "data"
        static_dir = "dist"
        [media]
        port = 0
        [camera_network]
        allow_loopback = true
        [cameras.main-lobby]
        main_url = "rtsp://127.0.0.1:9/main"
        """
    )
    return path
