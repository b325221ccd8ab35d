"""What somebody is told of the markers of an incident."""

from collections.abc import Iterable

from responder.access.marker import Author, Marker
from responder.access.marker_board import author_of, may_see, may_withdraw
from responder.access.permit import Permit
from responder.live.messages import MarkerView


def marker_views(markers: Iterable[Marker], permit: Permit) -> list[MarkerView]:
    """Those that the permit shows, in their order."""
    viewer = author_of(permit)
    return [marker_view(marker, viewer) for marker in markers if may_see(marker, permit)]


def marker_view(marker: Marker, viewer: Author) -> MarkerView:
    """The names of the district's staff are told to the district alone."""
    author = marker.author
    is_told = author.agency is not None or viewer.agency is None
    return MarkerView(
        marker_id=marker.marker_id,
        kind=marker.kind,
        longitude=marker.longitude,
        latitude=marker.latitude,
        level_id=marker.level_id,
        building_id=marker.building_id,
        note=marker.note,
        agency=author.agency,
        person=author.person if is_told else None,
        placed_at_ms=int(marker.placed_at_s * 1000),
        is_own=author.device_id == viewer.device_id,
        may_withdraw=marker.is_standing and may_withdraw(marker, viewer),
        is_drill=marker.is_drill,
    )
