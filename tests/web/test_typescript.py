"""The client's wire types say what the service's Structs say."""

import re
from pathlib import Path
from typing import Annotated

import msgspec
import pytest

from responder.access.spoken_code import WORDS
from responder.live.messages import Message
from responder.web import typescript

CLIENT = Path(__file__).parents[2] / "static" / "src"
COMMITTED = CLIENT / "wire" / "types.ts"
SPOKEN_WORDS = CLIENT / "ui" / "spoken-words.ts"


def test_the_committed_types_are_up_to_date() -> None:
    """Whoever changes the wire also runs `make types`."""
    assert COMMITTED.read_text("utf-8") == typescript.generate(), "run `make types` and commit the result"


def test_the_client_knows_the_words_of_spoken_codes() -> None:
    """It tells at once which words no code has; the service alone decides what a code opens."""
    (listed,) = re.findall("`([^`]+)`", SPOKEN_WORDS.read_text("utf-8").partition("export")[2])
    assert tuple(listed.split()) == WORDS


def test_a_field_with_a_default_is_optional_and_keeps_its_note() -> None:
    """A request may leave out what has a default; the note under a field reaches the client's author."""
    text = typescript.generate()
    assert (
        "  /** Width of the picture on the screen in device pixels; 0 when unknown. */\n  width_px?: number;"
        in text
    )


def test_a_tagged_message_carries_its_type() -> None:
    """The client tells control messages apart by `type`."""
    assert 'export interface Ping {\n  type: "ping";' in typescript.generate()


def test_constraints_do_not_leak_into_the_types() -> None:
    """`Annotated[str, Meta(...)]` is a plain string for the client."""

    class Sample(Message, frozen=True, kw_only=True):
        name: Annotated[str, msgspec.Meta(max_length=3)]
        parts: list[str | None]

    assert typescript.interface(Sample) == (
        "export interface Sample {\n  name: string;\n  parts: (string | null)[];\n}\n"
    )


def test_a_type_without_a_typescript_form_is_refused() -> None:
    """A new kind of field cannot silently become `any`."""

    class Sample(Message, frozen=True, kw_only=True):
        blob: bytes

    with pytest.raises(typescript.UnmappedTypeError):
        typescript.interface(Sample)
