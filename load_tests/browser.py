"""A Chromium as an officer's phone: found on this machine, driven by Playwright, read from its pixels."""

from __future__ import annotations

import base64
import os
import shutil
from argparse import ArgumentParser
from typing import Any

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Locator, Playwright, ViewportSize

from responder.demo.strip import StripReading, read_strip

PHONE: ViewportSize = {"width": 390, "height": 844}
SIDEWAYS: ViewportSize = {"width": 844, "height": 390}
TERMINAL: ViewportSize = {"width": 1024, "height": 768}
COMMAND_POST: ViewportSize = {"width": 1920, "height": 1080}

# Without a display, a sandbox for root, or any of the services that a browser looks for at start.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The map needs WebGL; without a GPU it is drawn in software.
    "--enable-unsafe-swiftshader",
)

_GREY_OF_TOP_ROWS = """async (element) => {
  const width = element.videoWidth ?? element.naturalWidth;
  const height = element.videoHeight ?? element.naturalHeight;
  if (!width) return null;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.ceil(width / 40);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(element, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let grey = "";
  for (let i = 0; i < data.length; i += 4) {
    grey += String.fromCharCode((data[i] * 77 + data[i + 1] * 150 + data[i + 2] * 29) >> 8);
  }
  return { width: canvas.width, height: canvas.height, grey: btoa(grey) };
}"""


def find_chromium(*preferred: str) -> str | None:
    """The browser that CHROMIUM names, else the first of these that is on PATH; None when there is none."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*preferred, "chromium", "chromium-browser", "google-chrome"]
    return next((path for name in candidates if (path := shutil.which(name))), None)


def required_chromium(parser: ArgumentParser) -> str:
    """The same for a program that is nothing without it: ends it, and says what is missing."""
    path = find_chromium()
    if path is None:
        parser.error("no Chromium found: install one, or set CHROMIUM")
    return path


def launch(playwright: Playwright, executable: str, *flags: str) -> Browser:
    return playwright.chromium.launch(executable_path=executable, args=[*FLAGS, *flags])


def trusting(origin: str) -> str:
    """The flag by which web features that are kept for HTTPS work for this origin as for localhost."""
    return f"--unsafely-treat-insecure-origin-as-secure={origin}"


def phone(
    browser: Browser, viewport: ViewportSize = PHONE, pixel_ratio: float | None = None
) -> BrowserContext:
    """A fresh phone: its own cookies, touch instead of a mouse, night outside.

    A phone's screen has two device pixels per CSS pixel unless it is said, a vehicle terminal's one.
    """
    ratio = pixel_ratio or (1 if viewport == TERMINAL else 2)
    return browser.new_context(
        viewport=viewport,
        has_touch=True,
        device_scale_factor=ratio,
        color_scheme="dark",
        locale="en-US",
    )


def strip_of(picture: Locator) -> StripReading | None:
    """Which camera and frame a video or image element shows, read from its pixels; None when neither."""
    grey: dict[str, Any] | None = picture.evaluate(_GREY_OF_TOP_ROWS)
    if grey is None:
        return None
    luma = np.frombuffer(base64.b64decode(grey["grey"]), np.uint8).reshape(grey["height"], grey["width"])
    return read_strip(luma)
