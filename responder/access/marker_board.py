"""The markers of one incident: who may place and withdraw them, and who sees which.

Rules
1. Only an open incident takes markers. When it is closed they are over for everybody.
2. A marker is withdrawn by its own device, by its agency, or by staff of the district. It stays withdrawn.
3. The id names the marker: whoever asks twice, because an answer was lost, changes nothing.
4. An incident holds a bounded number of standing markers, and of each device fewer.
5. The markers of a drill say so wherever they are shown or written down.
6. A device sees what is outside, and what is in the buildings of its permit.
"""

import unicodedata

from msgspec import Struct
from msgspec.structs import replace

from responder.access.errors import AccessError, AlreadyExists, InvalidRequest, NotAllowed, NotFound
from responder.access.incident import Incident, IncidentKind, require_open
from responder.access.link import same_agency
from responder.access.marker import MAX_NOTE_LETTERS, Author, Marker, MarkerKind
from responder.access.permit import Permit

# More than anybody finds their way among; a real command post holds a dozen.
MAX_STANDING = 60

# One lost or playful phone must not use up the incident's.
MAX_STANDING_PER_DEVICE = 15

# A withdrawal whose answer was lost is repeated within seconds; the audit trail keeps every marker.
KEPT_WITHDRAWN = 60


class TooManyMarkers(AccessError):
    """The incident, or the device, has as many standing markers as it may."""

    reason = "too-many-markers"
    sentence = "There are too many markers already. Withdraw one first."


class MarkerBoard(Struct, frozen=True, kw_only=True):
    """In the order of their placing; a few withdrawn ones among them."""

    markers: tuple[Marker, ...] = ()

    @property
    def standing(self) -> tuple[Marker, ...]:
        return tuple(marker for marker in self.markers if marker.is_standing)

    def find(self, marker_id: str) -> Marker | None:
        """The marker with this id, standing or withdrawn."""
        return next((marker for marker in self.markers if marker.marker_id == marker_id), None)


class Mark(Struct, frozen=True, kw_only=True):
    """What somebody wants marked; as in `Marker`."""

    marker_id: str
    kind: MarkerKind
    longitude: float
    latitude: float
    level_id: str | None = None
    building_id: str | None = None
    note: str = ""


def author_of(permit: Permit) -> Author:
    """Who places a marker on this permit."""
    is_of_district = permit.link_id is None
    return Author(
        device_id=permit.device_id,
        agency=None if is_of_district else permit.agency,
        person=permit.username,
    )


def place(board: MarkerBoard, incident: Incident, mark: Mark, author: Author, now: float) -> MarkerBoard:
    """The board with the marker; the same board when it is there already.

    Raises IncidentClosed, InvalidRequest for a note that says nothing or too much, TooManyMarkers, or
    AlreadyExists for the id of another device's marker.
    """
    require_open(incident)
    known = board.find(mark.marker_id)
    if known is not None:
        if known.author.device_id != author.device_id:
            raise AlreadyExists("There is another marker by that id.")
        return board
    _require_room(board, author)
    marker = Marker(
        marker_id=mark.marker_id,
        kind=mark.kind,
        longitude=mark.longitude,
        latitude=mark.latitude,
        author=author,
        placed_at_s=now,
        level_id=mark.level_id,
        building_id=mark.building_id,
        note=_sound_note(mark),
        is_drill=incident.kind is IncidentKind.DRILL,
    )
    return MarkerBoard(markers=(*board.markers, marker))


def withdraw(
    board: MarkerBoard, incident: Incident, marker_id: str, permit: Permit, now: float
) -> MarkerBoard:
    """The board without the marker standing; the same board when it was withdrawn before.

    Raises IncidentClosed, NotFound, also for what the permit does not show, or NotAllowed for another
    agency's marker.
    """
    require_open(incident)
    marker = board.find(marker_id)
    if marker is None or not may_see(marker, permit):
        raise NotFound("There is no such marker.")
    if not may_withdraw(marker, author_of(permit)):
        raise NotAllowed("Only the unit that placed a marker, its agency or the school may withdraw it.")
    if not marker.is_standing:
        return board
    withdrawn = replace(marker, withdrawn_at_s=now)
    return _bounded(MarkerBoard(markers=tuple(withdrawn if it is marker else it for it in board.markers)))


def may_withdraw(marker: Marker, author: Author) -> bool:
    """Rule 2."""
    if author.agency is None or author.device_id == marker.author.device_id:
        return True
    return marker.author.agency is not None and same_agency(marker.author.agency, author.agency)


def may_see(marker: Marker, permit: Permit) -> bool:
    """Rule 6, for a permit of the marker's incident."""
    return marker.building_id is None or marker.building_id in permit.building_ids


def _require_room(board: MarkerBoard, author: Author) -> None:
    own = sum(marker.author.device_id == author.device_id for marker in board.standing)
    if own >= MAX_STANDING_PER_DEVICE or len(board.standing) >= MAX_STANDING:
        raise TooManyMarkers


def _sound_note(mark: Mark) -> str:
    """On one line, without control characters: those can turn the letters around them."""
    printable = "".join(" " if unicodedata.category(it)[0] in "CZ" else it for it in mark.note)
    note = " ".join(printable.split())
    if len(note) > MAX_NOTE_LETTERS:
        raise InvalidRequest(f"A note has at most {MAX_NOTE_LETTERS} letters.")
    if mark.kind is MarkerKind.NOTE and not note:
        raise InvalidRequest("A note needs a text.")
    return note


def _bounded(board: MarkerBoard) -> MarkerBoard:
    """Forgets the markers that were withdrawn longest ago."""
    withdrawn = sorted(
        (it for it in board.markers if it.withdrawn_at_s is not None), key=lambda it: it.withdrawn_at_s or 0.0
    )
    forgotten = {it.marker_id for it in withdrawn[:-KEPT_WITHDRAWN]}
    return MarkerBoard(markers=tuple(it for it in board.markers if it.marker_id not in forgotten))
