"""The audit trail as others hold it: verified entry by entry, and as a file of JSON lines.

A file begins with a `trail` line, then has a `record` line per record, and a `checkpoint` line behind the
record that it signs. The `record` member is the exact text whose SHA-256 is `hash`.
"""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Raw, Struct

from responder.access.checkpoint import Checkpoint

FORMAT = 1


class TrailHeader(Struct, frozen=True, kw_only=True, tag="trail", tag_field="type"):
    """`public_key` (hex, 32 bytes) is what the file says of itself: compare it with the published one."""

    format: int
    public_key: str


class Entry(Struct, frozen=True, kw_only=True, tag="record", tag_field="type"):
    """A record's canonical JSON text and its hash (hex SHA-256)."""

    hash: str
    record: Raw


class CheckpointLine(Struct, frozen=True, kw_only=True, tag="checkpoint", tag_field="type"):
    checkpoint: Checkpoint


Line = TrailHeader | Entry | CheckpointLine

_DECODER: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


class TrailFileError(Exception):
    """The file is no audit trail: the number of the line (from 1), and what is wrong with it."""

    def __init__(self, line_number: int, reason: str) -> None:
        super().__init__(f"line {line_number}: {reason}")
        self.line_number = line_number


def write_line(line: Line) -> bytes:
    """One line of a file, with its end."""
    return msgspec.json.encode(line) + b"\n"


def read_lines(lines: Iterable[bytes]) -> Iterator[Line]:
    """What the lines of a file say; the first is the header. Raises TrailFileError."""
    for number, text in enumerate(lines, 1):
        try:
            line = _DECODER.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise TrailFileError(number, str(error)) from error
        if (number == 1) is not isinstance(line, TrailHeader):
            raise TrailFileError(number, "a trail has one header, and it comes first")
        if isinstance(line, TrailHeader) and line.format != FORMAT:
            raise TrailFileError(number, f"format {line.format} is not known, only {FORMAT}")
        yield line
