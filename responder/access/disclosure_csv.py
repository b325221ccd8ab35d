"""Disclosures as the table that a records officer opens in a spreadsheet and files."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from responder.access.disclosure import Disclosure

COLUMNS = (
    "camera",
    "masked",
    "shown to",
    "person",
    "device",
    "device address",
    "device id",
    "by",
    "threat",
    "incident",
    "incident opened by",
    "link",
    "from (UTC)",
    "to (UTC)",
    "ending",
    "remark",
)

# Spreadsheets run a cell that begins so as a formula, even one that a stranger's browser sent as its name.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(disclosures: Iterable[Disclosure]) -> Iterator[str]:
    """The table's lines (RFC 4180), the heading first."""
    yield _line(COLUMNS)
    for disclosure in disclosures:
        yield _line(_cells(disclosure))


def _cells(disclosure: Disclosure) -> tuple[str, ...]:
    return (
        disclosure.camera_id,
        "yes" if disclosure.is_masked else "no",
        disclosure.party,
        disclosure.person,
        disclosure.device_label,
        disclosure.address,
        disclosure.device_id,
        disclosure.source,
        disclosure.threat,
        disclosure.incident_id or "",
        disclosure.opened_by,
        disclosure.link_id or "",
        _utc(disclosure.started_at_s),
        "" if disclosure.ended_at_s is None else _utc(disclosure.ended_at_s),
        disclosure.ending,
        disclosure.detail,
    )


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell for cell in cells])
    return text.getvalue()


def _utc(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
