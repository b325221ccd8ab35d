"""What a person calls a browser: "iPhone, Safari", from its User-Agent."""

import re

# First match wins: every iPhone and most robots also claim to be something else.
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("EdgA?/|EdgiOS/", "Edge"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/|FxiOS/", "Firefox"),
    ("Chrome/|CriOS/|Chromium/", "Chrome"),
    ("Safari/", "Safari"),
)

# What is shown and stored of a program that is none of these.
_MAX_LENGTH = 40


def device_label(user_agent: str) -> str:
    """A short name for the console and the record; never trusted for anything."""
    known = [name for name in (_first(_DEVICES, user_agent), _first(_BROWSERS, user_agent)) if name]
    if known:
        return ", ".join(known)
    printable = "".join(letter for letter in user_agent if letter.isprintable())
    return printable[:_MAX_LENGTH].strip() or "Unknown device"


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for pattern, name in table if re.search(pattern, user_agent)), None)
