"""Bad input gets a clear 4xx, never a 500."""

from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.access.errors import AccessError
from responder.web.errors import TABLE, problem_of
from responder.web.wire import ProblemType

from .service import Service

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", ""),
        (b"{", "truncated"),
        (b"\xff\xfe", ""),
        (b"[]", "object"),
        (b'{"token": 1}', "str"),
        (b'{"token": ""}', "length"),
        (b'{"token": "x", "more": 1}', "more"),
        (b"{}", "token"),
        (b"[" * 10_000, "recursion"),
    ],
)
async def test_a_body_that_is_not_what_was_asked_for(
    browser: httpx.AsyncClient, body: bytes, detail: str
) -> None:
    """The problem says what is wrong with it."""
    answer = await browser.post("/api/redeem", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")
    assert answer.headers["content-type"] == "application/problem+json"
    assert detail in answer.json()["detail"]


async def test_a_body_that_is_too_large(browser: httpx.AsyncClient) -> None:
    """Announced, or sent without a word."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    for content in (b"x" * 100_000, endless()):
        answer = await browser.post("/api/redeem", content=content)
        assert (answer.status_code, answer.json()["type"]) == (413, "too-large")


@pytest.mark.parametrize(
    ("method", "path", "status", "problem_type"),
    [
        ("GET", "/api/nowhere", 404, "not-found"),
        ("GET", "/no/where/at/all", 404, "not-found"),
        ("PUT", "/api/session", 405, "method-not-allowed"),
        ("GET", "/api/redeem", 405, "method-not-allowed"),
        ("BREW", "/api/redeem", 405, "method-not-allowed"),
        ("POST", "/", 405, "method-not-allowed"),
    ],
)
async def test_a_path_or_method_that_is_not_there(
    browser: httpx.AsyncClient, method: str, path: str, status: int, problem_type: str
) -> None:
    """Problem details here as well."""
    answer = await browser.request(method, path)
    assert (answer.status_code, answer.json()["type"]) == (status, problem_type)


def refusals(base: type[AccessError]) -> set[type[AccessError]]:
    """Every access error that can be raised."""
    below = {kind for child in base.__subclasses__() for kind in refusals(child)}
    return below | {child for child in base.__subclasses__() if hasattr(child, "reason")}


async def test_every_access_error_has_its_place_in_the_table() -> None:
    """Its reason is its problem type, on HTTP and on the control channel alike."""
    for kind in refusals(AccessError):
        assert problem_of(kind()).type == kind.reason


async def test_every_problem_type_is_in_the_table() -> None:
    """With a status that is an error's."""
    assert set(TABLE) == set(ProblemType)
    assert all(400 <= row.status < 600 for row in TABLE.values())


async def test_the_text_of_an_unknown_error_stays_inside() -> None:
    """It may hold anything."""
    found = problem_of(RuntimeError("rtsp://admin:hunter2@10.0.0.7"))
    assert (found.status, found.detail) == (500, "")


@settings(max_examples=50)
@given(token=st.text(max_size=200), cookie=st.binary(max_size=50))
async def test_no_token_makes_the_service_fail(service: Service, token: str, cookie: bytes) -> None:
    """Whatever is behind the `#`, and whatever cookie comes with it."""
    async with service.client() as prober:
        headers = {"cookie": f"responder-device={cookie.hex()}"}
        answer = await prober.post("/api/redeem", json={"token": token}, headers=headers)
    assert answer.status_code in {400, 404}
