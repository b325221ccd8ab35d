"""Everything that can be asked of one campus; each part is made when it is first asked."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from gis.campus import Camera, Campus
from gis.coverage import Coverage
from gis.export.feature_items import Item, items
from gis.export.features import FeatureService
from gis.find import Finder
from gis.grid import Grid

if TYPE_CHECKING:
    from gis.route import Router


class Atlas:
    """One campus with its finder, coverage, router and grid.

    Not for several threads at once: two that ask first would both make the part.
    """

    def __init__(self, campus: Campus) -> None:
        self.campus = campus

    @cached_property
    def finder(self) -> Finder:
        return Finder(self.campus)

    @cached_property
    def coverage(self) -> Coverage:
        return Coverage(self.campus)

    @cached_property
    def grid(self) -> Grid:
        return Grid(self.campus)

    @cached_property
    def router(self) -> Router:
        # networkx takes a third of a second to import: a service that starts must not wait for it.
        from gis.route import Router

        return Router(self.campus, self.coverage)

    @cached_property
    def _items(self) -> dict[str, list[Item]]:
        return items(self.campus)

    def features(self, base_url: str) -> FeatureService:
        """The answers of OGC API - Features, whose landing page is at `base_url`."""
        return FeatureService(self.campus, self._items, base_url)

    def with_camera(self, camera: Camera) -> Atlas:
        """The same place with one camera added or moved; its view alone is computed anew."""
        coverage = self.coverage.with_camera(camera)
        changed = Atlas(coverage.campus)
        changed.coverage = coverage
        return changed
