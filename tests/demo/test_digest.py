"""Simulated cameras check passwords as real ones do."""

import pytest

from responder.demo.digest import challenge, is_authorized

# RFC 2617 section 3.5 computes such values; this one is for our realm, by hand with md5sum.
PASSWORD = "Circle Of Life"
NONCE = "dcd98b7102dd2f0e8b11d0f600bfb0c0"
GOOD = (
    'Digest username="Mufasa", realm="IP Camera", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c0", '
    'uri="/dir/index.html", response="{response}"'
)


def accepts(authorization: str, *, method: str = "DESCRIBE", password: str = PASSWORD) -> bool:
    """Whether Mufasa is let in."""
    return is_authorized(authorization, method=method, nonce=NONCE, username="Mufasa", password=password)


@pytest.fixture
def good() -> str:
    """The right answer."""
    return GOOD.format(response="49f5c743d408970312b511c9878a6262")


def test_challenge_names_realm_and_nonce() -> None:
    """What a client needs to answer is in the header."""
    assert challenge("abc") == 'Digest realm="IP Camera", nonce="abc", algorithm=MD5'


def test_right_answer_is_accepted(good: str) -> None:
    """The response of the right password is accepted, quoted or not, in any case of the scheme."""
    assert accepts(good)
    assert accepts(good.replace("Digest", "digest"))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("Mufasa", "Scar"),
        lambda text: text.replace("IP Camera", "Other"),
        lambda text: text.replace("dcd9", "0000"),
        lambda text: text.replace("index", "other"),
        lambda text: text[:-5] + '0000"',
        lambda text: text.replace("Digest", "Basic"),
        lambda text: "",
        lambda text: "Digest",
        lambda text: "Digest ,,,===",
    ],
)
def test_anything_else_is_refused(good: str, change: object) -> None:
    """A change of any part is refused, and garbage too."""
    assert callable(change)
    assert not accepts(change(good))


def test_answer_holds_for_one_method_and_password(good: str) -> None:
    """The same answer does not open another method or another account."""
    assert not accepts(good, method="PLAY")
    assert not accepts(good, password="Hakuna")
