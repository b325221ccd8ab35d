"""The printable critical-incident map: the campus, then each level, with what a responder needs on paper."""

from collections.abc import Iterable, Mapping, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from gis.campus import Amenity, Camera, Campus, Level, Opening, Unit
from gis.export.pdf_page import BLACK, WHITE, Colour, Page, Point, document, text_width
from gis.grid import Grid, column_letters
from gis.projection import Projection
from gis.view import views

# 11 x 17 inches on its side, as fire departments print and fold them.
_WIDTH_PT, _HEIGHT_PT = 1224.0, 792.0
_MARGIN_PT = 30.0
_LEGEND_PT = 62.0
_POINTS_PER_METRE = 72 / 0.0254
_SCALES = (100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 10_000)

_GREY: Colour = (0.45, 0.45, 0.45)
_RED: Colour = (0.78, 0.05, 0.05)
_BLUE: Colour = (0.05, 0.3, 0.7)
_PURPLE: Colour = (0.5, 0.1, 0.6)
_FILL: dict[str, Colour] = {
    "stairs": (0.72, 0.82, 0.95),
    "elevator": (0.62, 0.7, 0.85),
    "walkway": (1.0, 1.0, 1.0),
    "lobby": (0.96, 0.98, 0.9),
    "restroom": (0.88, 0.96, 0.9),
    "parking": (0.86, 0.86, 0.86),
    "road": (0.78, 0.78, 0.78),
    "fieldofplay": (0.85, 0.93, 0.8),
}
_ROOM: Colour = (0.99, 0.97, 0.88)
_GROUND: Colour = (0.92, 0.95, 0.88)
_BUILDING: Colour = (0.8, 0.72, 0.62)

# What stands in the square on the map, and in the legend.
_CODES = {
    "aed": ("AED", "AED"),
    "assembly-point": ("ASM", "Assembly point"),
    "bleeding-control-kit": ("BCK", "Bleeding control kit"),
    "electrical-shutoff": ("ELEC", "Electrical shut-off"),
    "fire-alarm-panel": ("FACP", "Fire alarm panel"),
    "fire-department-connection": ("FDC", "Fire department connection"),
    "fire-extinguisher": ("FE", "Fire extinguisher"),
    "fire-hydrant": ("HYD", "Fire hydrant"),
    "gas-shutoff": ("GAS", "Gas shut-off"),
    "helicopter-landing": ("LZ", "Landing zone"),
    "key-box": ("KEY", "Key box"),
    "water-shutoff": ("WTR", "Water shut-off"),
}


def incident_map(campus: Campus, *, printed_on: str) -> bytes:
    """A PDF: one sheet of the campus, one of each level; `printed_on` is a date for the margin."""
    atlas = _Atlas(campus, printed_on)
    sheets = [atlas.overview()]
    for building in campus.buildings:
        sheets += [atlas.level(level) for level in campus.levels_of(building.building_id)]
    return document(sheets, title=f"{campus.name}: critical incident map")


class _Atlas:
    """What all sheets share: the projection, the grid and the views."""

    def __init__(self, campus: Campus, printed_on: str) -> None:
        self.campus = campus
        self.projection = Projection.around(campus.venue)
        self.grid = Grid(campus)
        self._printed_on = printed_on
        self._views = views(campus, campus.cameras)

    def overview(self) -> Page:
        campus = self.campus
        sheet = _Sheet(self, campus.venue)
        sheet.area(campus.venue, _GROUND)
        for level in (it for it in campus.levels if it.outdoor):
            sheet.rooms(campus.units_of(level.level_id))
        for building in campus.buildings:
            sheet.area(building.footprint, _BUILDING)
            sheet.name(building.footprint, building.name)
        self._finish(sheet, campus.name, "Campus", None)
        return sheet.page

    def level(self, level: Level) -> Page:
        campus = self.campus
        sheet = _Sheet(self, level.geometry)
        sheet.rooms(campus.units_of(level.level_id))
        sheet.doors(campus.openings_of(level.level_id))
        building = campus.building_by_id[level.building_id or ""]
        self._finish(sheet, building.name, level.name, level.level_id)
        sheet.door_numbers(campus.openings_of(level.level_id))
        return sheet.page

    def _finish(self, sheet: "_Sheet", title: str, subtitle: str, level_id: str | None) -> None:
        cameras = [it for it in self.campus.cameras if it.level_id == level_id]
        amenities = [it for it in self.campus.amenities if it.equipment and self._is_on(it, level_id)]
        sheet.grid()
        sheet.cameras(cameras, self._views)
        sheet.equipment(amenities)
        verified = min((it.verified_on for it in cameras if it.verified_on), default="never")
        notes = [f"Cameras verified on {verified}", f"Printed on {self._printed_on}", "True north is up"]
        sheet.margin(f"{title} - {subtitle}", self.campus.name, notes, {it.equipment for it in amenities})

    def _is_on(self, amenity: Amenity, level_id: str | None) -> bool:
        if amenity.building_id is None:
            return level_id is None
        return amenity.level_id == level_id


class _Sheet:
    """One page with a map on it at the largest scale that fits."""

    def __init__(self, atlas: _Atlas, extent: BaseGeometry) -> None:
        self.page = Page(_WIDTH_PT, _HEIGHT_PT)
        self._atlas = atlas
        west, south, east, north = atlas.projection.to_metres(extent).bounds
        width_pt, height_pt = _WIDTH_PT - 2 * _MARGIN_PT, _HEIGHT_PT - 2 * _MARGIN_PT - _LEGEND_PT
        tightest = max((east - west) / width_pt, (north - south) / height_pt) * _POINTS_PER_METRE
        self.scale = next((it for it in _SCALES if it >= tightest), _SCALES[-1])
        self._per_metre = _POINTS_PER_METRE / self.scale
        self._west = (west + east) / 2 - width_pt / 2 / self._per_metre
        self._south = (south + north) / 2 - height_pt / 2 / self._per_metre
        self._east = self._west + width_pt / self._per_metre
        self._north = self._south + height_pt / self._per_metre

    def area(
        self, geometry: BaseGeometry, fill: Colour | None, stroke: Colour = BLACK, *, wash: bool = False
    ) -> None:
        for part in shapely.get_parts(self._in_points(geometry)):
            rings = [_points(ring) for ring in (part.exterior, *part.interiors)]
            self.page.polygon(rings, fill=fill, stroke=None if wash else stroke, width_pt=0.7, wash=wash)

    def rooms(self, units: Iterable[Unit]) -> None:
        units = list(units)
        for unit in units:
            self.area(unit.geometry, _FILL.get(unit.category.split(".")[0], _ROOM))
        for unit in units:
            self.label(unit.geometry, unit.number, unit.name if unit.name != unit.number else "", 6)

    def label(self, geometry: BaseGeometry, strong: str, weak: str, size_pt: float) -> None:
        """A number and a name in the middle of an area, as much of them as fits."""
        area = self._in_points(geometry)
        middle = area.centroid if area.buffer(-4).covers(area.centroid) else shapely.point_on_surface(area)
        room_pt = _chord(area, middle)
        lines = [(it, bold) for it, bold in ((strong, True), (weak, False)) if it]
        fitting = [(it, bold) for it, bold in lines if text_width(it, size_pt, bold=bold) < room_pt - 2]
        y = middle.y + (len(fitting) - 1) * size_pt / 2 - size_pt * 0.35
        for text, bold in fitting:
            self.page.text((middle.x, y), text, size_pt, align=0.5, bold=bold)
            y -= size_pt * 1.05

    def name(self, geometry: BaseGeometry, text: str) -> None:
        """A building's name on it, whether it fits or not."""
        x, y = self._at(shapely.point_on_surface(geometry))
        half = text_width(text, 9, bold=True) / 2 + 2
        self.page.polygon([_rectangle(x - half, y - 3, x + half, y + 8)], fill=WHITE)
        self.page.text((x, y), text, 9, align=0.5, bold=True)

    def doors(self, openings: Iterable[Opening]) -> None:
        for opening in openings:
            line = _points(self._in_points(opening.geometry))
            self.page.line(line, _RED if opening.number else WHITE, 3 if opening.number else 1.4)

    def door_numbers(self, openings: Iterable[Opening]) -> None:
        """On top of all else: the first thing that is said on the radio."""
        for opening in openings:
            if opening.number:
                x, y = self._at(opening.geometry.centroid)
                self.page.circle((x, y), 5.2, fill=WHITE, stroke=_RED)
                self.page.text((x, y - 2.3), opening.number, 6.5, align=0.5, bold=True, colour=_RED)

    def cameras(self, cameras: Sequence[Camera], seen: Mapping[str, BaseGeometry]) -> None:
        for camera in cameras:
            if camera.camera_id in seen:
                self.area(seen[camera.camera_id], _PURPLE, wash=True)
        for camera in cameras:
            x, y = self._at(camera.position)
            self.page.circle((x, y), 2.6, fill=_PURPLE, stroke=WHITE)
            self.page.text((x + 4, y + 2), camera.name, 5.5, colour=_PURPLE)

    def equipment(self, amenities: Iterable[Amenity]) -> None:
        for amenity in amenities:
            code = _CODES.get(amenity.equipment, (amenity.equipment[:4].upper(), ""))[0]
            x, y = self._at(amenity.geometry)
            half = text_width(code, 5, bold=True) / 2 + 1.5
            self.page.polygon([_rectangle(x - half, y - 3.5, x + half, y + 3.5)], fill=_BLUE)
            self.page.text((x, y - 1.8), code, 5, align=0.5, bold=True, colour=WHITE)

    def grid(self) -> None:
        """Lines every 50 m with their letters and numbers at the edge."""
        grid, (west, north) = self._atlas.grid, self._atlas.grid.origin_m
        for column in range(grid.columns + 1):
            x = west + column * grid.cell_m
            if self._west < x < self._east:
                self.page.line([self._point(x, self._south), self._point(x, self._north)], _GREY, 0.25)
            if self._west < x + grid.cell_m / 2 < self._east and column < grid.columns:
                at = self._point(x + grid.cell_m / 2, self._north)
                self.page.text((at[0], at[1] + 4), column_letters(column), 9, align=0.5, bold=True)
        for row in range(grid.rows + 1):
            y = north - row * grid.cell_m
            if self._south < y < self._north:
                self.page.line([self._point(self._west, y), self._point(self._east, y)], _GREY, 0.25)
            if self._south < y - grid.cell_m / 2 < self._north and row < grid.rows:
                at = self._point(self._west, y - grid.cell_m / 2)
                self.page.text((at[0] - 6, at[1] - 3), str(row + 1), 9, align=1, bold=True)

    def margin(self, title: str, campus_name: str, notes: Sequence[str], equipment: Iterable[str]) -> None:
        """Title, scale bar, north arrow, legend."""
        page, top = self.page, _MARGIN_PT + _LEGEND_PT - 12
        frame = _rectangle(
            _MARGIN_PT, _MARGIN_PT + _LEGEND_PT, _WIDTH_PT - _MARGIN_PT, _HEIGHT_PT - _MARGIN_PT
        )
        page.polygon([frame], stroke=BLACK, width_pt=1)
        page.text((_MARGIN_PT, top - 6), title, 15, bold=True)
        page.text((_MARGIN_PT, top - 20), campus_name, 9)
        for index, note in enumerate(notes):
            page.text((_MARGIN_PT, top - 32 - index * 9), note, 7)
        self._scale_bar((430, top - 12))
        self._north_arrow((590, top - 40))
        codes = sorted({_CODES[it] for it in equipment if it in _CODES})
        legend = [*codes, ("1", "Exterior door"), ("S1", "Stairwell"), ("o", "Camera and what it sees")]
        for index, (code, meaning) in enumerate(legend):
            x, y = 650 + index // 5 * 135, top - index % 5 * 10
            page.text((x, y), code, 7, bold=True)
            page.text((x + 30, y), meaning, 7)

    def _scale_bar(self, at: Point) -> None:
        length_m = next((it for it in (5, 10, 20, 50, 100, 200) if it * self._per_metre > 80), 500)
        x, y = at
        end = x + length_m * self._per_metre
        self.page.polygon([_rectangle(x, y, (x + end) / 2, y + 4)], fill=BLACK, stroke=BLACK)
        self.page.polygon([_rectangle((x + end) / 2, y, end, y + 4)], fill=WHITE, stroke=BLACK)
        self.page.text((x, y - 9), "0", 7, align=0.5)
        self.page.text((end, y - 9), f"{length_m} m", 7, align=0.5)
        self.page.text((x, y - 22), f"Scale 1:{self.scale} on 11 x 17 in", 7)

    def _north_arrow(self, at: Point) -> None:
        x, y = at
        self.page.polygon([[(x, y + 34), (x - 7, y), (x, y + 7)]], fill=BLACK, stroke=BLACK)
        self.page.polygon([[(x, y + 34), (x + 7, y), (x, y + 7)]], fill=WHITE, stroke=BLACK)
        self.page.text((x, y + 37), "N", 10, align=0.5, bold=True)

    def _point(self, x_m: float, y_m: float) -> Point:
        return (
            _MARGIN_PT + (x_m - self._west) * self._per_metre,
            _MARGIN_PT + _LEGEND_PT + (y_m - self._south) * self._per_metre,
        )

    def _at(self, point: BaseGeometry) -> Point:
        at = self._in_points(point)
        return shapely.get_x(at), shapely.get_y(at)

    def _in_points(self, geometry: BaseGeometry) -> BaseGeometry:
        k, west, south = self._per_metre, self._west, self._south
        offset = (_MARGIN_PT - west * k, _MARGIN_PT + _LEGEND_PT - south * k)
        return shapely.transform(self._atlas.projection.to_metres(geometry), lambda xy: xy * k + offset)


def _chord(area: BaseGeometry, middle: shapely.Point) -> float:
    """How wide an area is at a point of it."""
    west, _, east, _ = area.bounds
    across = shapely.LineString([(west - 1, middle.y), (east + 1, middle.y)]).intersection(area)
    here = [part for part in shapely.get_parts(across) if part.distance(middle) < 1]
    return max((part.length for part in here), default=0.0)


def _points(line: BaseGeometry) -> list[Point]:
    return [(x, y) for x, y in shapely.get_coordinates(line)]


def _rectangle(west: float, south: float, east: float, north: float) -> list[Point]:
    return [(west, south), (east, south), (east, north), (west, north)]
