"""Disclosures as a document that a records officer prints, signs and files (34 CFR 99.32(a)(5))."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from gis.export.pdf_page import Colour, Page, document, text_width
from responder.access.disclosure import Disclosure, DisclosureQuery

# US letter on its side: eight columns fit.
_WIDTH_PT, _HEIGHT_PT = 792.0, 612.0
_MARGIN_PT = 36.0
_SIZE_PT = 7.5
_LINE_PT = 9.5
_GREY: Colour = (0.45, 0.45, 0.45)

_TOP_PT = _HEIGHT_PT - _MARGIN_PT - 62.0
_BOTTOM_PT = _MARGIN_PT + 22.0

# Heading and width of each column in points; together the width between the margins.
_COLUMNS = (
    ("Camera", 108.0),
    ("Shown to", 96.0),
    ("Person", 62.0),
    ("Device, address", 122.0),
    ("Threat", 128.0),
    ("Opened by", 58.0),
    ("From (UTC)", 73.0),
    ("To (UTC), ending", 73.0),
)

# What stands behind a camera's name where privacy masks hid a part of what was shown.
_MASKED = ", masked"

Row = list[list[str]]
"""The lines of each cell."""


def to_pdf(
    disclosures: Iterable[Disclosure],
    query: DisclosureQuery,
    *,
    district: str,
    camera_names: Mapping[str, str],
    printed_at_s: float,
) -> bytes:
    """A PDF; letters that its fonts do not have become question marks, the spreadsheet has them all."""
    rows = [_row(one, camera_names) for one in disclosures]
    sheets = list(_sheets(rows)) or [[]]
    pages = [
        _page(
            sheet,
            heading=f"Disclosure record - {district}",
            note=_note(query, printed_at_s, number, len(sheets)),
        )
        for number, sheet in enumerate(sheets, 1)
    ]
    return document(pages, title=f"Disclosure record, {district}")


def _sheets(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of each page."""
    sheet: list[Row] = []
    left_pt = _TOP_PT - _BOTTOM_PT
    for row in rows:
        if sheet and _height_pt(row) > left_pt:
            yield sheet
            sheet, left_pt = [], _TOP_PT - _BOTTOM_PT
        sheet.append(row)
        left_pt -= _height_pt(row)
    if sheet:
        yield sheet


def _page(rows: Sequence[Row], *, heading: str, note: str) -> Page:
    page = Page(_WIDTH_PT, _HEIGHT_PT)
    page.text((_MARGIN_PT, _HEIGHT_PT - _MARGIN_PT - 14), heading, 15, bold=True)
    page.text((_MARGIN_PT, _MARGIN_PT), note, 7, colour=_GREY)
    for x_pt, (title, _) in zip(_lefts(), _COLUMNS, strict=True):
        page.text((x_pt, _TOP_PT + 8), title, _SIZE_PT, bold=True)
    y_pt = _TOP_PT
    page.line([(_MARGIN_PT, y_pt + 3), (_WIDTH_PT - _MARGIN_PT, y_pt + 3)])
    if not rows:
        page.text((_MARGIN_PT, y_pt - _LINE_PT), "No camera was shown to anybody.", _SIZE_PT)
    for row in rows:
        _draw(page, row, y_pt)
        y_pt -= _height_pt(row)
        page.line([(_MARGIN_PT, y_pt + 3), (_WIDTH_PT - _MARGIN_PT, y_pt + 3)], _GREY, 0.25)
    return page


def _draw(page: Page, row: Row, top_pt: float) -> None:
    for x_pt, lines in zip(_lefts(), row, strict=True):
        for number, line in enumerate(lines, 1):
            page.text((x_pt, top_pt - number * _LINE_PT + 2), line, _SIZE_PT)


def _row(one: Disclosure, camera_names: Mapping[str, str]) -> Row:
    texts = (
        f"{camera_names.get(one.camera_id, '')} ({one.camera_id}){_MASKED if one.is_masked else ''}",
        one.party,
        one.person,
        f"{one.device_label}, {one.address}",
        one.threat,
        one.opened_by,
        _utc(one.started_at_s),
        f"{'' if one.ended_at_s is None else _utc(one.ended_at_s)} {one.ending} {one.detail}",
    )
    return [_wrapped(text, width - 6) for text, (_, width) in zip(texts, _COLUMNS, strict=True)]


def _height_pt(row: Row) -> float:
    return max(len(lines) for lines in row) * _LINE_PT + 4


def _wrapped(text: str, width_pt: float) -> list[str]:
    """Lines that fit; a word that does not fit into one is cut, and nothing is left out."""
    lines = [""]
    for word in text.split():
        if lines[-1] and text_width(f"{lines[-1]} {word}", _SIZE_PT) <= width_pt:
            lines[-1] += f" {word}"
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if text_width(lines[-1] + letter, _SIZE_PT) > width_pt:
                lines.append("")
            lines[-1] += letter
    return lines


def _lefts() -> Iterator[float]:
    x_pt = _MARGIN_PT
    for _, width_pt in _COLUMNS:
        yield x_pt
        x_pt += width_pt


def _note(query: DisclosureQuery, printed_at_s: float, number: int, of: int) -> str:
    asked = {
        "incident": query.incident_id,
        "camera": query.camera_id,
        "shown to": query.party,
        "person": query.person,
        "from": _utc(query.since_s) if query.since_s else None,
        "to": _utc(query.until_s) if query.until_s != float("inf") else None,
    }
    scope = ", ".join(f"{name} {value}" for name, value in asked.items() if value) or "everything on record"
    return (
        f"Page {number} of {of}. Printed {_utc(printed_at_s)} UTC. Covers: {scope}. "
        "Taken from the signed audit trail (34 CFR 99.32)."
    )


def _utc(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M:%S")
