"""A trail file is JSON lines that read back exactly, or an error that names the line."""

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from responder.access.audit import Actor, AuditEvent, AuditKind, Source
from responder.access.chain import GENESIS, append, canonical
from responder.access.checkpoint import sign
from responder.access.trail import (
    CheckpointLine,
    Entry,
    Line,
    TrailFileError,
    TrailHeader,
    read_lines,
    write_line,
)

EVENT = AuditEvent(
    kind=AuditKind.LINK_ISSUED, at_s=100.0, actor=Actor(identity="ann", source=Source.CONSOLE), link_id="l1"
)
RECORD, HEAD = append(EVENT, GENESIS, 100.0)
LINES: list[Line] = [
    TrailHeader(format=1, public_key="00" * 32),
    Entry(hash=HEAD.hash, record=Raw(canonical(RECORD))),
    CheckpointLine(checkpoint=sign(HEAD, Ed25519PrivateKey.from_private_bytes(bytes(32)), 100.0)),
]


def test_reads_back_what_it_wrote() -> None:
    """Header, record and checkpoint survive the file."""
    assert list(read_lines(write_line(line) for line in LINES)) == LINES


def test_holds_the_very_text_that_was_hashed() -> None:
    """Anybody can cut the record out of its line and check the hash with `sha256sum`."""
    text = write_line(LINES[1]).decode()
    record = text[text.index('"record":') + len('"record":') : -2]
    assert hashlib.sha256(record.encode()).hexdigest() == json.loads(text)["hash"]


@pytest.mark.parametrize(
    ("lines", "number", "reason"),
    [
        ([write_line(LINES[1])], 1, "header"),
        ([write_line(LINES[0]), write_line(LINES[0])], 2, "header"),
        ([write_line(LINES[0]), b"not json"], 2, "malformed"),
        ([write_line(LINES[0]), b'{"type":"recipe"}'], 2, "recipe"),
        ([write_line(LINES[0]), b'{"type":"record","hash":5,"record":{}}'], 2, "hash"),
        ([write_line(TrailHeader(format=2, public_key=""))], 1, "format 2"),
    ],
)
def test_names_the_line_that_is_wrong(lines: list[bytes], number: int, reason: str) -> None:
    """A damaged file says where."""
    with pytest.raises(TrailFileError, match=reason) as error:
        list(read_lines(lines))
    assert error.value.line_number == number


@given(lines=st.lists(st.binary(max_size=80), max_size=5))
def test_refuses_any_nonsense_by_name(lines: list[bytes]) -> None:
    """Whatever is in the file, the only error is the named one."""
    if lines:
        with pytest.raises(TrailFileError, match=r"^line [1-5]: "):
            list(read_lines(lines))
