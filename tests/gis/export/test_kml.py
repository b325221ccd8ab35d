"""The KML of a campus reads back in GDAL, folder by folder."""

from pathlib import Path

import geopandas
import msgspec
import pytest

from gis.campus import Campus
from gis.export.kml import kml


@pytest.fixture(scope="module")
def path(maple_ridge: Campus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kml") / "campus.kml"
    path.write_bytes(kml(maple_ridge))
    return path


def test_gdal_reads_a_folder_for_each_building_and_level(path: Path) -> None:
    """Eleven: the grounds, three buildings, their four levels, and what is outside each."""
    names = geopandas.list_layers(path)["name"].tolist()
    assert len(names) == 11
    assert {"Grounds", "Maple Ridge High School", "First floor", "Second floor"} <= set(names)


def test_rooms_doors_cameras_and_views_are_where_they_were(path: Path, maple_ridge: Campus) -> None:
    """Names and places of the first floor."""
    first = geopandas.read_file(path, layer="First floor").set_index("Name")
    assert first.loc["Main lobby: view"].geometry.geom_type == "Polygon"
    assert "Door 14, Auditorium entrance" in first.index
    camera = maple_ridge.camera_by_id["cafeteria"]
    cafeteria = first[first.geometry.geom_type == "Point"].loc["Cafeteria"].geometry
    assert (cafeteria.x, cafeteria.y) == pytest.approx((camera.longitude, camera.latitude), abs=1e-7)


def test_names_are_escaped(maple_ridge: Campus) -> None:
    """A room called R&D <lab> breaks nothing."""
    renamed = msgspec.structs.replace(maple_ridge, name="R&D <lab>")
    assert b"<name>R&amp;D &lt;lab&gt;</name>" in kml(renamed)
