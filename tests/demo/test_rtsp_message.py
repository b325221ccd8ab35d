"""RTSP requests are read from any pieces of a byte stream."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.demo.rtsp_message import Request, RequestReader, RtspError, response

DESCRIBE = b"DESCRIBE rtsp://h/c/main RTSP/1.0\r\nCSeq: 2\r\nAccept: application/sdp\r\n\r\n"
WITH_BODY = b"GET_PARAMETER rtsp://h/ RTSP/1.0\r\nCSeq:3\r\nContent-Length: 4\r\n\r\nbody"
RTCP = b"$\x01\x00\x08" + b"\x80\xc9\x00\x01" + b"\r\n\r\n"


def test_reads_a_request() -> None:
    """Method, URL and headers, whose names are in lower case."""
    assert list(RequestReader().receive(DESCRIBE)) == [
        Request(
            method="DESCRIBE",
            url="rtsp://h/c/main",
            headers={"cseq": "2", "accept": "application/sdp"},
        )
    ]


@given(st.lists(st.integers(0, 400), max_size=12))
def test_any_pieces_give_the_same_requests(cuts: list[int]) -> None:
    """Requests, bodies and interleaved RTCP come out the same however TCP cuts them."""
    stream = RTCP + DESCRIBE + RTCP + WITH_BODY + RTCP + DESCRIBE
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    reader = RequestReader()
    methods = [
        request.method for start, end in pairwise(edges) for request in reader.receive(stream[start:end])
    ]
    assert methods == ["DESCRIBE", "GET_PARAMETER", "DESCRIBE"]


@pytest.mark.parametrize(
    "garbage",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"TOO MANY WORDS RTSP/1.0\r\n\r\n",
        b"A B RTSP/1.0\r\nno colon\r\n\r\n",
        b"A B RTSP/1.0\r\nContent-Length: -1\r\n\r\n",
        b"A B RTSP/1.0\r\nContent-Length: 99999999\r\n\r\n",
        b"\xff\xfe A RTSP/1.0\r\n\r\n",
        b"x" * 20_000,
    ],
)
def test_garbage_is_an_error(garbage: bytes) -> None:
    """What is not RTSP, or would never end, is an error."""
    with pytest.raises(RtspError):
        list(RequestReader().receive(garbage))


def test_response_has_the_length_of_its_body() -> None:
    """Status, headers, and the body's length in bytes."""
    assert response(200, {"CSeq": "1"}, "ä") == (
        b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 2\r\n\r\n\xc3\xa4"
    )
    assert response(404, {}) == b"RTSP/1.0 404 Not Found\r\n\r\n"
