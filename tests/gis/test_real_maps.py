"""Maps as they are found become a campus, or are refused; what was repaired, left out or refused is said."""

import zipfile
from pathlib import Path

import pytest

from gis.survey import check_survey
from tests.gis.surveyed import GISDATA, counts_of, needs_gisdata, rules_of


@needs_gisdata
@pytest.mark.parametrize(
    ("source", "counts", "rules"),
    [
        ("imdf/addenbrookes_hospital_final.imdf.zip", (1, 1, 72, 75, 11), {"warning overlap": 3}),
        ("imdf/cpc4_sandbox_flat.imdf.zip", (1, 1, 18, 16, 5), {"warning overlap": 1, "warning on-wall": 1}),
        (
            "imdf/addenbrookes_qgis_drafts_3invalid_multipolygon.zip",
            (1, 1, 72, 75, 11),
            {
                "repaired legacy-crs": 7,
                "repaired ring-orientation": 79,
                "warning geojson": 2,
                "repaired single-part": 154,
                "repaired valid-area": 3,
                "repaired level-ordinal": 7,
                "warning overlap": 2,
            },
        ),
        (
            "office_7floors",
            (1, 7, 483, 333, 0),
            {
                "repaired legacy-crs": 10,
                "repaired ring-orientation": 828,
                "warning known-file": 1,
                "warning not-a-place": 48,
                "repaired door-area": 333,
            },
        ),
        (
            "cameras/dakar_no_properties.geojson",
            None,
            {"repaired properties": 103, "warning meaning": 103, "error readable": 1},
        ),
        ("projected/shp_edge_cases.zip", None, {"repaired swapped-axes": 1, "error readable": 1}),
    ],
)
def test_a_real_map_reads_or_is_refused(
    source: str, counts: tuple[int, ...] | None, rules: dict[str, int]
) -> None:
    """Exact counts of what was read (buildings, levels, units, openings, amenities), repaired and refused."""
    campus, findings = check_survey(GISDATA / source)
    assert counts_of(campus) == counts
    assert rules_of(findings) == rules


@needs_gisdata
@pytest.mark.parametrize(
    ("layer", "counts", "rules"),
    [
        ("detached_opening", None, {"warning meaning": 1, "error readable": 1}),
        ("duplicate_geometry", (1, 1, 1, 0, 0), {"warning meaning": 2, "repaired duplicate": 1}),
        ("empty_file", None, {"warning empty-layer": 1, "error readable": 1}),
        ("flipped_coordinates", (1, 1, 1, 0, 0), {"warning meaning": 1, "repaired swapped-axes": 1}),
        ("invalid_geometry", (2, 1, 1, 0, 0), {"warning meaning": 1, "repaired valid-area": 1}),
        ("mixed_geometry", None, {"warning meaning": 2, "error readable": 1}),
        ("multipolygon_units", (2, 1, 1, 0, 0), {"warning meaning": 1}),
        ("no_prj_file", None, {"error readable": 1}),
        ("overlapping_units", (1, 1, 2, 0, 0), {"warning meaning": 2, "warning overlap": 1}),
        ("sliver_polygons", (1, 1, 1, 0, 0), {"warning meaning": 1, "warning sliver": 1}),
    ],
)
def test_an_edge_case_of_shapefiles(
    tmp_path: Path, layer: str, counts: tuple[int, ...] | None, rules: dict[str, int]
) -> None:
    """Ten small shapefiles, each with one thing wrong."""
    path = tmp_path / f"{layer}.zip"
    with (
        zipfile.ZipFile(GISDATA / "projected" / "shp_edge_cases.zip") as cases,
        zipfile.ZipFile(path, "w") as one,
    ):
        for name in cases.namelist():
            if name.startswith(f"{layer}."):
                one.writestr(name, cases.read(name))
    campus, findings = check_survey(path)
    assert rules_of(findings) == rules
    assert counts_of(campus) == counts


@needs_gisdata
def test_a_missing_prj_is_told_on_the_command_line() -> None:
    """The one thing that only a person knows."""
    campus, findings = check_survey(GISDATA / "projected" / "shp_edge_cases.zip", crs="EPSG:3857")
    assert campus is None
    assert "spans" in findings[-1].reason
