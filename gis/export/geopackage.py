"""A campus as an OGC GeoPackage: one table per collection, for desktop GIS."""

from pathlib import Path

import geopandas

from gis.campus import Campus
from gis.export.feature_items import Item, items


def write_geopackage(campus: Campus, path: Path) -> None:
    """Writes buildings, levels, units, openings, amenities, cameras and views.

    Raises FileExistsError: adding to a file that is there would mix two campuses.
    """
    if path.exists():
        raise FileExistsError(path)
    ordinals = {level.level_id: level.ordinal for level in campus.levels}
    for name, members in items(campus).items():
        if members:
            _frame(members, ordinals).to_file(path, layer=name, driver="GPKG", engine="pyogrio")


def _frame(members: list[Item], ordinals: dict[str, int]) -> geopandas.GeoDataFrame:
    """Rows with the level's ordinal too, which is what other readers call the floor."""
    rows = [
        {
            "id": it.item_id,
            "building_id": it.building_id,
            "level_id": it.level_id,
            "ordinal": ordinals.get(it.level_id or ""),
            **it.properties,
        }
        for it in members
    ]
    return geopandas.GeoDataFrame(rows, geometry=[it.geometry for it in members], crs="EPSG:4326")
