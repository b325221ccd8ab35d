"""What only the console asks: whether the record is whole, and what its ids are called."""

from responder.live.messages import Message


class ChainFinding(Message, frozen=True, kw_only=True):
    """What is wrong, and at which record."""

    sequence: int
    problem: str


class ChainState(Message, frozen=True, kw_only=True):
    """The audit trail, every record of it checked; broken where anything is found."""

    is_sound: bool
    record_count: int
    signed_sequence: int
    """The last record that a signature covers; later ones are chained, and signed within minutes."""
    end_sequence: int
    checked_at_ms: int
    findings: list[ChainFinding]


class Named(Message, frozen=True, kw_only=True):
    """An id of the record, as people call it."""

    id: str
    name: str


class RecordNames(Message, frozen=True, kw_only=True):
    """Of everything on the map that a record may name."""

    buildings: list[Named]
    cameras: list[Named]
