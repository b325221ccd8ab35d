"""What a client of OGC API - Features may ask: limit, offset, bbox, datetime, level."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

# GDAL asks for tens, QGIS for hundreds, pyogrio for thousands: any of them gets an answer, none all at once.
DEFAULT_LIMIT = 100
LARGEST_LIMIT = 1000

_PARAMETERS = ("bbox", "limit", "offset", "datetime", "level", "crs", "bbox-crs", "f")
_FORMATS = ("json", "geojson", "application/json", "application/geo+json")


class QueryError(ValueError):
    """A request that OGC API - Features answers with 400, and why."""


class Query(Struct, frozen=True, kw_only=True):
    """What a client asks of a collection."""

    limit: int = DEFAULT_LIMIT
    offset: int = 0
    bbox: tuple[float, float, float, float] | None = None
    """West, south, east, north."""
    interval: tuple[date, date] | None = None
    """First and last day, both included."""
    level_id: str | None = None

    def text(self, *, offset: int) -> str:
        """The query string that asks the same from another offset on."""
        parts = [f"limit={self.limit}", f"offset={offset}"]
        if self.bbox is not None:
            parts.append("bbox=" + ",".join(f"{it:.9g}" for it in self.bbox))
        if self.interval is not None:
            parts.append("datetime=" + "/".join(it.isoformat() for it in self.interval))
        if self.level_id is not None:
            parts.append(f"level={self.level_id}")
        return "?" + "&".join(parts)


def parse_query(parameters: Mapping[str, str]) -> Query:
    """The query in a URL (OGC 17-069r4, 7.15). A limit out of range is clamped, not refused.

    Raises QueryError.
    """
    unknown = next((name for name in parameters if name not in _PARAMETERS), None)
    if unknown is not None:
        raise QueryError(f"There is no parameter {unknown!r}.")
    for name in ("crs", "bbox-crs"):
        if parameters.get(name, CRS84) != CRS84:
            raise QueryError(f"{name}: only {CRS84} is served.")
    if parameters.get("f", "json") not in _FORMATS:
        raise QueryError("f: only json is served.")
    level_id = parameters.get("level", "")
    if level_id and not re.fullmatch(r"[a-z0-9-]{1,64}", level_id):
        raise QueryError("level: not the id of a level.")
    return Query(
        limit=min(max(_integer(parameters, "limit", DEFAULT_LIMIT), 1), LARGEST_LIMIT),
        offset=max(_integer(parameters, "offset", 0), 0),
        bbox=_bbox(parameters["bbox"]) if parameters.get("bbox") else None,
        interval=_interval(parameters["datetime"]) if parameters.get("datetime") else None,
        level_id=level_id or None,
    )


def _integer(parameters: Mapping[str, str], name: str, default: int) -> int:
    text = parameters.get(name, str(default))
    if not re.fullmatch(r"-?[0-9]{1,12}", text):
        raise QueryError(f"{name}: {text[:20]!r} is no whole number.")
    return int(text)


def _bbox(text: str) -> tuple[float, float, float, float]:
    """Four numbers, or six with heights, which are left out."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise QueryError("bbox: not numbers.") from None
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(abs(it) <= 360 for it in numbers) or numbers[1] > numbers[3]:
        raise QueryError("bbox: not west,south,east,north in degrees.")
    west, south, east, north = numbers
    if west > east:
        raise QueryError("bbox: across the antimeridian, where no campus is.")
    return west, south, east, north


def _interval(text: str) -> tuple[date, date]:
    """An instant, or an interval whose open ends are `..` or empty (RFC 3339)."""
    parts = text.split("/")
    if len(parts) > 2 or text in ("..", "../..", "/"):
        raise QueryError("datetime: not an instant or an interval.")
    first = _day(parts[0], date.min)
    last = _day(parts[-1], date.max)
    if first > last:
        raise QueryError("datetime: ends before it begins.")
    return first, last


def _day(text: str, when_open: date) -> date:
    if text in ("", ".."):
        return when_open
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise QueryError(f"datetime: {text[:40]!r} is no RFC 3339 date or time.") from None
