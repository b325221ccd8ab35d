"""The check of a map is bounded, and only the last map that was checked can be put in place."""

from pathlib import Path

import pytest

from gis.export.imdf import imdf_files, imdf_zip
from gis.imdf import read_campus
from responder.access.errors import InvalidRequest, NotFound
from responder.web.map_check import MapCheck

from .service import CAMPUS


@pytest.fixture(scope="module")
def archive() -> bytes:
    return imdf_zip(imdf_files(read_campus(CAMPUS), created="2026-11-22T12:00:00Z"))


async def test_a_check_that_takes_too_long_is_ended(tmp_path: Path, archive: bytes) -> None:
    """And leaves no candidate behind."""
    check = MapCheck(tmp_path / "scratch", within_s=0.05)
    with pytest.raises(InvalidRequest, match="too complicated"):
        await check.check(archive, read_campus(CAMPUS), CAMPUS)
    assert not (tmp_path / "scratch" / "checked").exists()


async def test_the_last_map_that_was_checked_is_the_candidate(tmp_path: Path, archive: bytes) -> None:
    """Also when it cannot be used: then there is none."""
    check, base = MapCheck(tmp_path / "scratch"), read_campus(CAMPUS)
    first = (await check.check(archive, base, CAMPUS)).candidate
    assert first is not None
    assert first.base is base
    assert check.candidate(first.candidate_id) is first
    assert (await check.check(b"{}", base, CAMPUS)).candidate is None
    with pytest.raises(NotFound):
        check.candidate(first.candidate_id)


async def test_the_service_keeps_its_secrets_to_itself(
    tmp_path: Path, archive: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What reads the map is started without its variables: with this one no Python would start."""
    monkeypatch.setenv("PYTHONHOME", str(tmp_path / "nowhere"))
    checked = await MapCheck(tmp_path / "scratch").check(archive, read_campus(CAMPUS), CAMPUS)
    assert checked.candidate is not None
