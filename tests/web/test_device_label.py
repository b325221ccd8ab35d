"""What a person calls a browser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.web.device_label import device_label


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.1 Mobile/15E148 Safari/604.1",
            "iPhone, Safari",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) CriOS/130.0 Mobile Safari/604.1",
            "iPad, Chrome",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36",
            "Android, Samsung Internet",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0",
            "Windows, Edge",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Linux, Firefox"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "Unknown device"),
    ],
)
def test_a_browser_gets_a_short_name(user_agent: str, label: str) -> None:
    """Device first, then browser, as a dispatcher would say it."""
    assert device_label(user_agent) == label


@given(st.text(max_size=500))
def test_a_label_is_always_short_and_printable(user_agent: str) -> None:
    """Whatever a program calls itself ends up on the console and in the record."""
    label = device_label(user_agent)
    assert 0 < len(label) <= 40
    assert label.isprintable()
