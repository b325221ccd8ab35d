"""The markers of every incident that is watched here, as this node knows them."""

import asyncio
from collections.abc import Mapping

from responder.access.marker import Marker
from responder.access.permit import Permit


class MarkerBoards:
    """Read by every session at every tick, so it does no IO; somebody else keeps it up to date."""

    def __init__(self) -> None:
        self._boards: dict[str, tuple[Marker, ...]] = {}
        self.outdated = asyncio.Event()

    def of(self, permit: Permit) -> tuple[Marker, ...] | None:
        """The standing markers of the permit's incident; the same tuple as long as they are the same.

        None without an incident, and while they are not known: whoever keeps the boards is told.
        """
        if permit.incident_id is None:
            return None
        if permit.incident_id not in self._boards:
            self.outdated.set()
        return self._boards.get(permit.incident_id)

    def replace(self, boards: Mapping[str, tuple[Marker, ...]]) -> None:
        """These are the boards now, and no others."""
        held = self._boards
        self._boards = {
            incident_id: held[incident_id] if held.get(incident_id) == markers else markers
            for incident_id, markers in boards.items()
        }
