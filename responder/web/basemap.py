"""A picture of the grounds from above, under the campus map: tiles of a file of the district's own GIS."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from responder.access.errors import NotFound
from responder.settings import SettingsError
from responder.web.wire_map import BasemapView

_KEY = "campus.basemap"

# What browsers draw; a file of vector tiles says `pbf`.
_MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}

_TILE = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"

# West, south, east and north.
_CORNERS = 4

# Whoever makes the file may credit its sources with links; the map has room for words.
_MARKUP = re.compile(r"<[^>]*>")


class Basemap:
    """Raster tiles of an MBTiles 1.3 file, as every desktop GIS writes them; read, never written."""

    def __init__(self, path: Path) -> None:
        """Raises SettingsError for a file that holds no such tiles."""
        self._path = path
        try:
            with self._opened() as file:
                about = dict(file.execute("SELECT name, value FROM metadata").fetchall())
            self.view = BasemapView(
                attribution=_MARKUP.sub("", about.get("attribution", "")).strip(),
                min_zoom=int(about["minzoom"]),
                max_zoom=int(about["maxzoom"]),
                bounds=_bounds(about.get("bounds", "-180,-85,180,85")),
            )
            self.media_type = _MEDIA_TYPES[about["format"]]
        except sqlite3.Error as error:
            raise SettingsError(_KEY, f"{path} cannot be read as MBTiles: {error}") from error
        except KeyError as error:
            raise SettingsError(_KEY, f"{path} does not say {error}, or has no raster tiles") from error
        except ValueError as error:
            raise SettingsError(_KEY, f"{path} describes itself wrongly: {error}") from error

    def tile(self, zoom: int, column: int, row: int) -> bytes:
        """Rows are counted from the north, but in the file from the south. Raises NotFound."""
        place = (zoom, column, (1 << zoom) - 1 - row)
        with self._opened() as file:
            found = file.execute(_TILE, place).fetchone()
        if found is None:
            raise NotFound("There is no picture of this place.")
        return bytes(found[0])

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """For one question: a file that is exchanged meanwhile is the new one from then on."""
        with closing(sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            yield file


def _bounds(text: str) -> list[float]:
    """Raises ValueError."""
    bounds = [float(each) for each in text.split(",")]
    if len(bounds) != _CORNERS:
        raise ValueError(f"its bounds are {text}")
    return bounds
