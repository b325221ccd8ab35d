"""Queries of OGC API - Features are read as the standard says, and refused with a reason otherwise."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.export.feature_query import DEFAULT_LIMIT, LARGEST_LIMIT, Query, QueryError, parse_query


def test_no_parameters_ask_for_the_first_page() -> None:
    """Without conditions."""
    assert parse_query({}) == Query(limit=DEFAULT_LIMIT)


@pytest.mark.parametrize(
    ("asked", "given"), [("10", 10), ("100000", LARGEST_LIMIT), ("0", 1), ("-5", 1), ("1000", 1000)]
)
def test_a_limit_is_clamped(asked: str, given: int) -> None:
    """pyogrio asks for thousands and must get an answer."""
    assert parse_query({"limit": asked}).limit == given


def test_a_bbox_may_have_heights() -> None:
    """Which are left out."""
    assert parse_query({"bbox": "-83,40,-82,41"}).bbox == (-83, 40, -82, 41)
    assert parse_query({"bbox": "-83,40,0,-82,41,99"}).bbox == (-83, 40, -82, 41)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("2026-10-30", (date(2026, 10, 30), date(2026, 10, 30))),
        ("2026-10-30T12:00:00Z", (date(2026, 10, 30), date(2026, 10, 30))),
        ("2026-01-01/2026-12-31", (date(2026, 1, 1), date(2026, 12, 31))),
        ("../2026-12-31", (date.min, date(2026, 12, 31))),
        ("2026-01-01/", (date(2026, 1, 1), date.max)),
    ],
)
def test_datetime_is_an_instant_or_an_interval(text: str, interval: tuple[date, date]) -> None:
    """Open at either end."""
    assert parse_query({"datetime": text}).interval == interval


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit": "ten"},
        {"offset": "1.5"},
        {"bbox": "1,2,3"},
        {"bbox": "a,b,c,d"},
        {"bbox": "0,9,1,8"},
        {"bbox": "170,0,-170,1"},
        {"bbox": "nan,0,1,1"},
        {"datetime": "yesterday"},
        {"datetime": ".."},
        {"datetime": "2026-12-31/2026-01-01"},
        {"datetime": "a/b/c"},
        {"level": "'; drop"},
        {"crs": "EPSG:3857"},
        {"f": "html"},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_meant_is_refused(parameters: dict[str, str]) -> None:
    """With a sentence for the 400."""
    with pytest.raises(QueryError, match=r"\.$"):
        parse_query(parameters)


def test_a_query_written_out_reads_back() -> None:
    """So that a `next` link asks for the same."""
    query = Query(
        limit=7,
        offset=14,
        bbox=(-83.125, 40, -82, 41.5),
        interval=(date(2026, 1, 1), date(2026, 2, 1)),
        level_id="high-school-1",
    )
    assert parse_query(dict(parse_qsl(query.text(offset=14).removeprefix("?")))) == query


@given(
    st.dictionaries(
        st.sampled_from(["bbox", "limit", "offset", "datetime", "level", "crs", "f"]), st.text(max_size=40)
    )
)
def test_any_text_is_read_or_refused(parameters: dict[str, str]) -> None:
    """Nothing else comes out of a URL."""
    try:
        query = parse_query(parameters)
    except QueryError:
        return
    assert 1 <= query.limit <= LARGEST_LIMIT
