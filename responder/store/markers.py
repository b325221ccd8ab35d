"""The markers of open incidents, kept and told to every node."""

from responder.access import marker_board
from responder.access.audit import Actor, AuditEvent, AuditKind
from responder.access.errors import IncidentClosed
from responder.access.incident import Incident
from responder.access.marker import Marker, describe
from responder.access.marker_board import Mark, MarkerBoard, author_of
from responder.access.permit import Permit
from responder.store.changes import MarkersChanged
from responder.store.connection import Store
from responder.store.records import load_incident, markers_key
from responder.store.transaction import Transaction, transact


class Markers:
    """Places, withdraws and finds markers. Everything raises StoreUnavailable when Redis is away.

    `permit` is one of somebody in an incident, of which its markers are.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def place(self, mark: Mark, permit: Permit, *, actor: Actor) -> Marker:
        """The marker, on record. Raises what `marker_board.place` does."""

        async def decide(transaction: Transaction) -> Marker:
            incident, before = await self._load(transaction, permit)
            board = marker_board.place(before, incident, mark, author_of(permit), self._store.now())
            return self._write(transaction, permit, before, board, mark.marker_id, actor)

        return await transact(self._store, decide)

    async def withdraw(self, marker_id: str, permit: Permit, *, actor: Actor) -> Marker:
        """The withdrawn marker, on record. Raises what `marker_board.withdraw` does."""

        async def decide(transaction: Transaction) -> Marker:
            incident, before = await self._load(transaction, permit)
            board = marker_board.withdraw(before, incident, marker_id, permit, self._store.now())
            return self._write(transaction, permit, before, board, marker_id, actor)

        return await transact(self._store, decide)

    async def of_incidents(self, incident_ids: list[str]) -> list[tuple[Marker, ...]]:
        """The standing markers of each incident, in the order of their placing."""
        keys = [markers_key(self._store, incident_id) for incident_id in incident_ids]
        boards = await self._store.read_many(keys, MarkerBoard)
        return [() if board is None else board.standing for board in boards]

    async def _load(self, transaction: Transaction, permit: Permit) -> tuple[Incident, MarkerBoard]:
        """Raises IncidentClosed for a permit without an incident: it has none that is open."""
        if permit.incident_id is None:
            raise IncidentClosed
        incident = await load_incident(self._store, transaction, permit.incident_id)
        board = await transaction.get(markers_key(self._store, permit.incident_id), MarkerBoard)
        return incident, board or MarkerBoard()

    def _write(
        self,
        transaction: Transaction,
        permit: Permit,
        before: MarkerBoard,
        board: MarkerBoard,
        marker_id: str,
        actor: Actor,
    ) -> Marker:
        """Puts, records and announces what is new of the board; the marker as it is now."""
        marker = board.find(marker_id)
        assert marker is not None  # noqa: S101 - the board was asked for this very marker
        if board is before:
            return marker
        incident_id = permit.incident_id or ""
        transaction.put(markers_key(self._store, incident_id), board)
        transaction.record(
            AuditEvent(
                kind=AuditKind.MARKER_PLACED if marker.is_standing else AuditKind.MARKER_WITHDRAWN,
                at_s=self._store.now(),
                actor=actor,
                incident_id=incident_id,
                link_id=permit.link_id,
                device_id=permit.device_id,
                building_ids=() if marker.building_id is None else (marker.building_id,),
                detail=describe(marker),
                marker=marker,
            )
        )
        transaction.announce(MarkersChanged(incident_id=incident_id))
        return marker
