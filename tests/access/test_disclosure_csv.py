"""The table opens in a spreadsheet, says everything, and runs nothing."""

import csv

from msgspec.structs import replace

from responder.access.disclosure import Disclosure, Ending
from responder.access.disclosure_csv import COLUMNS, to_csv
from tests.access.disclosed import DISCLOSED


def rows(*disclosures: Disclosure) -> list[dict[str, str]]:
    return list(csv.DictReader(to_csv(disclosures)))


def test_has_a_column_for_everything() -> None:
    """Camera, party, device, threat, times and ending, times in UTC."""
    (row,) = rows(DISCLOSED)
    assert tuple(row) == COLUMNS
    assert row["camera"] == "gym-east"
    assert row["shown to"] == "Maple Police"
    assert row["threat"] == 'police: Intruder, "armed"'
    assert row["from (UTC)"] == "2027-01-15T08:00:00.000Z"
    assert row["to (UTC)"] == "2027-01-15T08:01:00.500Z"
    assert row["ending"] == "stopped"


def test_leaves_the_end_empty_while_open() -> None:
    """An open disclosure has no end yet."""
    (row,) = rows(replace(DISCLOSED, ended_at_s=None, ending=Ending.OPEN))
    assert (row["to (UTC)"], row["ending"]) == ("", "open")


def test_says_that_a_part_was_masked() -> None:
    """Only where it was."""
    assert [row["masked"] for row in rows(DISCLOSED, replace(DISCLOSED, is_masked=True))] == ["no", "yes"]


def test_runs_nothing_in_a_spreadsheet() -> None:
    """A browser that calls itself a formula stays text."""
    (row,) = rows(replace(DISCLOSED, device_label='=HYPERLINK("http://evil")', party="@SUM(A1)"))
    assert row["device"].startswith("'=")
    assert row["shown to"].startswith("'@")


def test_is_a_heading_when_there_is_nothing() -> None:
    """An empty table is still a table."""
    assert len(list(to_csv([]))) == 1
