"""A document goes over the wire once, small."""

import gzip
from typing import Any

import pytest
from litestar import Litestar, Request, Response, get
from litestar.testing import TestClient
from msgspec import Struct

from responder.web.representation import represent, respond, respond_once

TEXT = b"The same sentence, many times. " * 100


@get("/", sync_to_thread=False)
def document(request: Request[Any, Any, Any]) -> Response[bytes | None]:
    return respond(request, represent(TEXT, "text/plain", brotli=b"small"), "no-cache")


@pytest.fixture
def client() -> Any:
    with TestClient(Litestar([document], openapi_config=None)) as client:
        yield client


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("br;q=0.0", None),
        ("", None),
    ],
)
def test_the_best_coding_that_the_client_takes(
    client: TestClient[Litestar], accept_encoding: str, coding: str | None
) -> None:
    """Brotli before gzip before nothing; a weight of zero is a refusal."""
    with client.stream("GET", "/", headers={"accept-encoding": accept_encoding}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert raw == {"br": b"small", "gzip": gzip.compress(TEXT, mtime=0), None: TEXT}[coding]


@pytest.mark.parametrize("prefix", ["", "W/", '"other", '])
def test_an_unchanged_document_is_not_sent_again(client: TestClient[Litestar], prefix: str) -> None:
    """Also when a proxy made the tag weak, or the client holds several."""
    etag = client.get("/").headers["etag"]
    answer = client.get("/", headers={"if-none-match": prefix + etag})
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == etag


@get("/picture", sync_to_thread=False)
def picture(request: Request[Any, Any, Any]) -> Response[bytes | None]:
    return respond(request, represent(b"<svg/>", "image/svg+xml"), "no-cache")


def test_an_unchanged_picture_is_not_sent_again() -> None:
    """No media type needs a body to say that nothing changed."""
    with TestClient(Litestar([picture], openapi_config=None)) as client:
        etag = client.get("/picture").headers["etag"]
        answer = client.get("/picture", headers={"if-none-match": etag})

    assert (answer.status_code, answer.content) == (304, b"")


def test_another_document_is_sent() -> None:
    """A tag names the content, not the path."""
    assert represent(b"a", "text/plain").etag != represent(b"b", "text/plain").etag


@pytest.mark.parametrize(("body", "media_type"), [(b"short", "text/plain"), (TEXT, "image/webp")])
def test_what_does_not_get_smaller_is_not_compressed(body: bytes, media_type: str) -> None:
    """A packet is a packet, and pictures are compressed already."""
    assert represent(body, media_type).encodings == {}


class Answer(Struct):
    """Something to say to one client."""

    text: str


@get("/once", sync_to_thread=False)
def once(request: Request[Any, Any, Any]) -> Response[bytes]:
    return respond_once(request, Answer("word " * 1_000))


@pytest.mark.parametrize(("accept_encoding", "coding"), [("gzip, br", "gzip"), ("identity", None)])
def test_an_answer_for_one_request_is_small_and_has_no_tag(accept_encoding: str, coding: str | None) -> None:
    """Nobody asks for it again, and it says the same in every coding."""
    with TestClient(Litestar([once], openapi_config=None)) as client:
        answer = client.get("/once", headers={"accept-encoding": accept_encoding})
    assert answer.headers.get("content-encoding") == coding
    assert "etag" not in answer.headers
    assert answer.json() == {"text": "word " * 1_000}
