"""The GeoPackage of a campus reads back in GDAL and, as a map, in our own survey reader."""

from collections import Counter
from pathlib import Path

import geopandas
import pytest

from gis.campus import Campus
from gis.export.geopackage import write_geopackage
from gis.survey import check_survey
from tests.gis.conftest import COUNTS


@pytest.fixture(scope="module")
def path(maple_ridge: Campus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "maple-ridge.gpkg"
    write_geopackage(maple_ridge, path)
    return path


def test_every_collection_is_a_table(path: Path, maple_ridge: Campus) -> None:
    """With all its features, in WGS84."""
    counts = {}
    for name in geopandas.list_layers(path)["name"]:
        frame = geopandas.read_file(path, layer=name)
        assert frame.crs.to_epsg() == 4326
        counts[name] = len(frame)
    assert counts == COUNTS


def test_optics_are_numbers(path: Path) -> None:
    """And a desktop GIS can rotate symbols by them."""
    cameras = geopandas.read_file(path, layer="cameras").set_index("id")
    assert cameras.loc["main-lobby", "azimuth_deg"] == 139.8
    assert cameras.loc["gym-parking", "level_id"] is None or cameras.loc["gym-parking"].isna()["level_id"]


def test_it_is_not_added_to_another_campus(path: Path, maple_ridge: Campus) -> None:
    """A second write is refused."""
    with pytest.raises(FileExistsError):
        write_geopackage(maple_ridge, path)


def test_the_survey_reader_reads_it_as_a_map(path: Path, maple_ridge: Campus) -> None:
    """Every door is there, on its storey; cameras are said to be left out, views are no rooms."""
    campus, findings = check_survey(path)
    assert campus is not None, findings
    before, after = (
        Counter(it.level_by_id[opening.level_id].ordinal for opening in it.openings)
        for it in (maple_ridge, campus)
    )
    assert before == after
    assert len(campus.units) == 215
    assert Counter(it.rule for it in findings)["camera"] == 28
