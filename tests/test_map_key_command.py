"""`responder map-key`, as whoever runs the site hands the map to the county's GIS."""

import re
from pathlib import Path

import pytest
from click.testing import Result

from tests.command_line import ROOT, responder


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "responder.toml"
    campus = ROOT / "campus_maps" / "maple-ridge"
    path.write_text(f'[campus]\npath = "{campus}"\n[server]\ndata_dir = "data"\n')
    return path


def map_key(config: Path, *words: str) -> Result:
    return responder(config, "map-key", *words)


def test_a_key_is_issued_listed_and_revoked(config: Path) -> None:
    """It is printed once, with the address to type into the desktop's dialog."""
    issued = map_key(config, "add", "County GIS", "--building", "high-school")
    assert issued.exit_code == 0, issued.output
    assert "/ogc\n" in issued.output
    secret = re.search(r"Authorization: Bearer ([A-Za-z0-9_-]{43})\n", issued.output)
    assert secret is not None
    listed = map_key(config, "list").output
    assert listed.startswith("County GIS\thigh-school\tnever used\tuntil ")
    assert secret[1] not in listed
    assert "Revoked" in map_key(config, "revoke", "county gis").output
    assert map_key(config, "list").output == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "GIS", "--building", "moon"), "'moon' is not on the map"),
        (("add", "GIS", "--days", "9999"), "9999"),
        (("add", " "), "1 to 64"),
        (("revoke", "nobody"), "no map key of that name"),
    ],
)
def test_a_mistake_is_told_in_one_line(config: Path, words: tuple[str, ...], said: str) -> None:
    """Nothing is issued by a typing error."""
    result = map_key(config, *words)
    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output
