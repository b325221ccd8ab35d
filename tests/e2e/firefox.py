"""Debian's Firefox in a window of its own, driven by Playwright over WebDriver BiDi.

Run as a program it is that Firefox, with one command more than it knows: Playwright 1.65 sets the colour
scheme of every new context by a command that Firefox 153 lacks, and gives up when it is refused.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from playwright.sync_api import Browser, Playwright
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

# Firefox plays the H.264 of WebRTC by a plugin that it fetches from Cisco after its first start. Where that
# cannot be reached, the system's libavcodec plays it, once Firefox may take it for hardware.
PLAYS_H264: dict[str, bool | float | str] = {
    "media.webrtc.hw.h264.enabled": True,
    "gfx.blacklist.webrtc.hw.acceleration.h264": 1,
}
# As before the plugin has come, however fast the network is.
NO_PLUGIN: dict[str, bool | float | str] = {
    "media.gmp-gmpopenh264.enabled": False,
    "media.gmp-manager.url": "",
}
# By which a page without TLS may do what a page with it may.
TRUSTED_HOSTS = "dom.securecontext.allowlist"
UNKNOWN_TO_FIREFOX = "emulation.setMediaFeaturesOverride"

_LISTENING = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
# Larger than any window that is opened on it.
_SCREEN = "2048x1536x24"


def find_firefox() -> str | None:
    """The Firefox that FIREFOX names, else Debian's; None where it, or a screen for it, is missing."""
    if shutil.which("Xvfb") is None:
        return None
    return shutil.which(os.environ.get("FIREFOX", "firefox-esr"))


@contextmanager
def screen() -> Iterator[str]:
    """A screen in memory, and its name: without one Firefox has no WebGL, and so no map."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", _SCREEN, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        with os.fdopen(reader) as names:
            yield f":{names.readline().strip()}"
        server.terminate()


def launch(
    playwright: Playwright, executable: str, display: str, folder: Path, *, trusted: str, plays_h264: bool
) -> Browser:
    """Firefox on a display, trusting one host; `folder` keeps the program that is started in its place."""
    program = folder / "firefox"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" "{executable}" "$@"\n')
    program.chmod(0o700)
    return playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=program,
        headless=False,
        env={**os.environ, "DISPLAY": display},
        firefox_user_prefs={**(PLAYS_H264 if plays_h264 else NO_PLUGIN), TRUSTED_HOSTS: trusted},
    )


class Command(msgspec.Struct, frozen=True):
    """What Playwright asks of the browser, as far as it concerns us (WebDriver BiDi, section 3.2)."""

    id: int
    method: str


async def main(command: list[str]) -> None:
    """Runs Firefox, and listens in its place."""
    firefox = await asyncio.create_subprocess_exec(*command, stderr=PIPE)
    assert firefox.stderr is not None
    address = await _address(firefox.stderr)

    async def stand_between(playwright: ServerConnection) -> None:
        path = playwright.request.path if playwright.request else ""
        async with connect(address + path, max_size=None, compression=None) as browser:
            await asyncio.gather(_ask(playwright, browser), _answer(browser, playwright))

    async with serve(stand_between, "127.0.0.1", 0, max_size=None, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"WebDriver BiDi listening on ws://127.0.0.1:{port}", file=sys.stderr, flush=True)
        # Whoever does not read it would stop it.
        while await firefox.stderr.readline():
            pass


async def _address(log: asyncio.StreamReader) -> str:
    """Where Firefox listens. Raises EOFError when it ends without."""
    while line := await log.readline():
        if found := _LISTENING.search(line):
            return found[1].decode()
    raise EOFError("Firefox ended before it listened")


async def _ask(playwright: ServerConnection, browser: ClientConnection) -> None:
    async for message in playwright:
        command = msgspec.json.decode(message, type=Command)
        if command.method == UNKNOWN_TO_FIREFOX:
            await playwright.send(f'{{"type": "success", "id": {command.id}, "result": {{}}}}')
        else:
            await browser.send(message)


async def _answer(browser: ClientConnection, playwright: ServerConnection) -> None:
    async for message in browser:
        await playwright.send(message)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
