"""A campus as KML 2.2 (OGC 12-007r2): a folder per building and level, as Google Earth shows them."""

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

import shapely
from shapely.geometry.base import BaseGeometry

from gis.campus import Camera, Campus, Level
from gis.title import door_title, unit_title
from gis.view import views

# aabbggrr, as KML has it.
_STYLES = {
    "building": ("ff8fa9c7", "408fa9c7"),
    "unit": ("ff333333", "30ffffff"),
    "opening": ("ff2020d0", "ff2020d0"),
    "view": ("ff0078ff", "400078ff"),
    "point": ("ffc06000", "ffc06000"),
}


def kml(campus: Campus) -> bytes:
    """The whole campus: buildings, rooms, numbered doors, equipment, cameras and what they see."""
    root = ET.Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = ET.SubElement(root, "Document")
    ET.SubElement(document, "name").text = campus.name
    for name, (line, fill) in _STYLES.items():
        _add_style(document, name, line, fill)
    grounds = _folder(document, "Grounds")
    for level in campus.levels:
        if level.outdoor:
            _add_rooms(grounds, campus, level)
    _add_equipment(grounds, campus, None)
    seen = views(campus, campus.cameras)
    for building in campus.buildings:
        folder = _folder(document, building.name)
        _add_placemark(folder, building.name, building.footprint, "building")
        for level in campus.levels_of(building.building_id):
            inner = _folder(folder, level.name)
            _add_rooms(inner, campus, level)
            _add_equipment(inner, campus, level.level_id)
            _add_cameras(inner, campus.cameras_on(level.level_id), seen)
        outside = [it for it in campus.cameras_of(building.building_id) if it.level_id is None]
        _add_cameras(_folder(folder, "Outside"), outside, seen)
    body: bytes = ET.tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def _add_rooms(folder: ET.Element, campus: Campus, level: Level) -> None:
    for unit in campus.units_of(level.level_id):
        _add_placemark(folder, unit_title(unit), unit.geometry, "unit", unit.category)
    for opening in campus.openings_of(level.level_id):
        if opening.number:
            _add_placemark(folder, door_title(opening), opening.geometry, "opening", "Exterior door")


def _add_equipment(folder: ET.Element, campus: Campus, level_id: str | None) -> None:
    for amenity in campus.amenities:
        indoors = amenity.building_id is not None
        if (amenity.level_id if indoors else None) == level_id:
            _add_placemark(
                folder, amenity.name, amenity.geometry, "point", amenity.equipment or amenity.category
            )


def _add_cameras(folder: ET.Element, cameras: Iterable[Camera], seen: Mapping[str, BaseGeometry]) -> None:
    for camera in cameras:
        if camera.camera_id in seen:
            _add_placemark(folder, f"{camera.name}: view", seen[camera.camera_id], "view")
        _add_placemark(folder, camera.name, camera.position, "point", _optics(camera))


def _optics(camera: Camera) -> str:
    if not camera.surveyed:
        return "Camera; direction not surveyed"
    optics = f"azimuth {camera.azimuth_deg:.0f}°, field of view {camera.fov_deg:.0f}°"
    return f"Camera; {optics}, {camera.range_m:.0f} m"


def _folder(parent: ET.Element, name: str) -> ET.Element:
    folder = ET.SubElement(parent, "Folder")
    ET.SubElement(folder, "name").text = name
    return folder


def _add_style(document: ET.Element, name: str, line: str, fill: str) -> None:
    style = ET.SubElement(document, "Style", id=name)
    ET.SubElement(ET.SubElement(style, "LineStyle"), "color").text = line
    ET.SubElement(ET.SubElement(style, "PolyStyle"), "color").text = fill


def _add_placemark(
    folder: ET.Element, name: str, geometry: BaseGeometry, style: str, description: str = ""
) -> None:
    placemark = ET.SubElement(folder, "Placemark")
    ET.SubElement(placemark, "name").text = name
    if description:
        ET.SubElement(placemark, "description").text = description
    ET.SubElement(placemark, "styleUrl").text = f"#{style}"
    _add_geometry(placemark, shapely.orient_polygons(geometry))


def _add_geometry(parent: ET.Element, geometry: BaseGeometry) -> None:
    if isinstance(geometry, shapely.MultiPolygon):
        parent = ET.SubElement(parent, "MultiGeometry")
        for part in geometry.geoms:
            _add_geometry(parent, part)
    elif isinstance(geometry, shapely.Polygon):
        polygon = ET.SubElement(parent, "Polygon")
        _add_ring(ET.SubElement(polygon, "outerBoundaryIs"), geometry.exterior)
        for hole in geometry.interiors:
            _add_ring(ET.SubElement(polygon, "innerBoundaryIs"), hole)
    else:
        element = ET.SubElement(parent, geometry.geom_type)
        ET.SubElement(element, "coordinates").text = _coordinates(geometry)


def _add_ring(parent: ET.Element, ring: BaseGeometry) -> None:
    ET.SubElement(ET.SubElement(parent, "LinearRing"), "coordinates").text = _coordinates(ring)


def _coordinates(geometry: BaseGeometry) -> str:
    return " ".join(f"{x:.8f},{y:.8f}" for x, y in geometry.coords)
