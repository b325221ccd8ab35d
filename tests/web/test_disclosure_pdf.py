"""The document says everything, on as many pages as it takes."""

import re
import zlib

from msgspec.structs import replace

from responder.access.disclosure import Disclosure, DisclosureQuery
from responder.web.disclosure_pdf import to_pdf
from tests.access.disclosed import DISCLOSED

LONG = replace(
    DISCLOSED,
    address="2001:db8:1234:5678:9abc:def0:1234:5678",
    party="Maple Ridge Police Department",
    threat="police: " + "a long story of what happened " * 10,
)


def texts(content: bytes) -> list[str]:
    """What each page says, letters in the order of drawing."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL)
    strings = [re.findall(rb"<([0-9a-f]*)> Tj", zlib.decompress(stream)) for stream in streams]
    return [" ".join(bytes.fromhex(it.decode()).decode("cp1252") for it in page) for page in strings]


def printed(*disclosures: Disclosure) -> list[str]:
    return texts(
        to_pdf(
            disclosures,
            DisclosureQuery(incident_id="i1"),
            district="Maple Ridge",
            camera_names={"gym-east": "Gym, east entrance"},
            printed_at_s=1_800_000_100.0,
        )
    )


def test_leaves_nothing_out() -> None:
    """However long; letters wrap, they are not cut off."""
    (page,) = printed(LONG)
    for text in (
        LONG.party,
        LONG.person,
        LONG.threat,
        LONG.address,
        "Gym, east entrance",
        "2027-01-15 08:00:00",
    ):
        assert "".join(text.split()) in "".join(page.split())
    assert "Covers: incident i1." in page
    assert "Page 1 of 1." in page


def test_takes_as_many_pages_as_it_needs() -> None:
    """Every row once."""
    pages = printed(*[LONG] * 40)
    assert len(pages) > 1
    assert sum(page.count("link-revoked") for page in pages) == 40
    assert f"Page 1 of {len(pages)}." in pages[0]


def test_says_so_when_there_is_nothing() -> None:
    """An empty record is a statement as well."""
    (page,) = printed()
    assert "No camera was shown to anybody." in page


def test_says_that_a_part_was_masked() -> None:
    """Behind the camera's name, only where it was."""
    (page,) = printed(DISCLOSED, replace(DISCLOSED, is_masked=True))
    assert page.count("masked") == 1
