"""`responder audit`, as a records officer at a terminal uses it."""

import csv
import io
from pathlib import Path

import pytest

from tests.command_line import responder


@pytest.fixture
def config(config: Path) -> Path:
    """A site that has issued one link."""
    words = ["link", "issue", "--building", "high-school", "--agency", "Police", "--reason", "Drill"]
    assert responder(config, *words).exit_code == 0
    return config


def test_a_trail_that_nobody_touched_is_sound(config: Path) -> None:
    """The incident and the link are two records, and the chain holds."""
    verified = responder(config, "audit", "verify")

    assert verified.exit_code == 0, verified.output
    assert verified.output.endswith("sound.\n")
    assert verified.output.startswith("2 records")


def test_an_exported_trail_verifies_without_the_site_and_shows_a_change(config: Path, tmp_path: Path) -> None:
    """The file is sound by itself; one changed word in it is found and named by its record."""
    file = tmp_path / "trail.jsonl"
    assert responder(config, "audit", "export", str(file)).exit_code == 0
    elsewhere = tmp_path / "no-such-settings.toml"
    sound = responder(elsewhere, "audit", "verify", str(file))
    file.write_bytes(file.read_bytes().replace(b"Police", b"Nobody", 1))
    forged = responder(elsewhere, "audit", "verify", str(file))

    assert sound.exit_code == 0, sound.output
    assert forged.exit_code == 1
    assert "NOT SOUND" in forged.output


def test_an_export_never_overwrites_a_file(config: Path, tmp_path: Path) -> None:
    """An earlier export is evidence: the command refuses, and leaves it as it is."""
    file = tmp_path / "trail.jsonl"
    file.write_text("evidence")
    refused = responder(config, "audit", "export", str(file))

    assert refused.exit_code == 1
    assert file.read_text() == "evidence"


def test_a_wrong_key_is_refused_before_anything_is_read(config: Path) -> None:
    """A typing error in the key is not reported as a forged trail."""
    refused = responder(config, "audit", "verify", "--key", "12ab")

    assert refused.exit_code == 2
    assert "32 bytes" in refused.output


def test_the_disclosure_record_is_a_table_even_when_nothing_was_shown(config: Path) -> None:
    """A link that nobody opened has disclosed nothing: the heading stands alone."""
    printed = responder(config, "audit", "disclosures")
    rows = list(csv.reader(io.StringIO(printed.output)))

    assert printed.exit_code == 0, printed.output
    assert len(rows) == 1
    assert rows[0][0] == "camera"
