"""Pages are well-formed PDF: every object is where the table says, and text as wide as it is said to be."""

import re
import zlib

import pytest

from gis.export.pdf_page import BLACK, WHITE, Page, document, text_width


def _objects(content: bytes) -> dict[int, bytes]:
    """Number -> body, found through the cross-reference table as a reader does (ISO 32000-1, 7.5.4)."""
    found = re.search(rb"startxref\n(\d+)", content)
    assert found is not None
    start = int(found[1])
    header, *_ = content[start:].split(b"trailer")
    _, counts, *entries = header.strip().splitlines()
    assert int(counts.split()[1]) == len(entries)
    bodies = {}
    for number, entry in enumerate(entries[1:], 1):
        offset = int(entry.split()[0])
        assert content[offset:].startswith(b"%d 0 obj\n" % number)
        bodies[number] = content[offset : content.index(b"endobj", offset)]
    return bodies


def _page() -> Page:
    page = Page(400, 300)
    page.polygon([[(0, 0), (10, 0), (10, 10)]], fill=WHITE, stroke=BLACK)
    page.polygon([[(0, 0), (10, 0), (10, 10)]], fill=BLACK, wash=True)
    page.line([(0, 0), (5, 5)])
    page.circle((20, 20), 5, fill=BLACK)
    page.text((50, 50), "Küche (A) \\ \u2603", 10, align=0.5)
    return page


def test_every_object_is_where_the_table_says() -> None:
    """Two pages, their contents, the tree, fonts, catalogue and title."""
    content = document([_page(), Page(100, 100)], title="Two (pages)")
    bodies = _objects(content)
    assert len(bodies) == 2 * 2 + 4
    assert sum(b"/Type /Page " in it for it in bodies.values()) == 2
    assert content.startswith(b"%PDF-1.7")
    assert content.endswith(b"%%EOF\n")


def test_the_content_is_what_was_drawn() -> None:
    """Operators in order, text in Windows-1252, what it does not know as a question mark."""
    bodies = _objects(document([_page()], title=""))
    stream = next(it for it in bodies.values() if b"stream\n" in it)
    operators = zlib.decompress(stream.split(b"stream\n", 1)[1].split(b"\nendstream")[0]).decode()
    assert operators.count("B*") == 1
    assert "/Wash gs" in operators
    hexadecimal = re.search(r"<([0-9a-f]+)> Tj", operators)
    assert hexadecimal is not None
    assert bytes.fromhex(hexadecimal[1]).decode("cp1252") == "Küche (A) \\ ?"


@pytest.mark.parametrize(
    ("text", "bold", "thousandths"), [("Hi", False, 944), ("Hi", True, 1000), ("", False, 0)]
)
def test_text_is_measured_by_adobes_metrics(text: str, bold: bool, thousandths: int) -> None:
    """H 722 and i 222; in bold i is 278."""
    assert text_width(text, 10, bold=bold) == pytest.approx(thousandths / 100)


def test_the_same_pages_give_the_same_bytes() -> None:
    """No clock, no random file id."""
    assert document([_page()], title="x") == document([_page()], title="x")
