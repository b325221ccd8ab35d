"""The description of the API is true: any request gets an answer with a documented status, and no failure."""

import re
from typing import Any

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")

IDS = st.sampled_from(["main-lobby", "main-gym-north", "high-school", "high-school-1", "grounds", "some-id"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
MEDIA_TYPES = st.sampled_from(
    ["application/json", "application/sdp", "application/trickle-ice-sdpfrag", "text/plain", ""]
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def description(service: Service) -> dict[str, Any]:
    """What the service says of itself."""
    async with service.client() as client:
        described: dict[str, Any] = (await client.get("/api/schema/openapi.json")).json()
    return described


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def callers(service: Service, officer: httpx.AsyncClient) -> list[httpx.AsyncClient]:
    """A stranger, a device with a link, and staff."""
    device = await service.device((await share(officer, "high-school"))["issued"]["url"])
    return [await service.kept_client(), device, await service.signed_in()]


async def test_every_operation_is_described(description: dict[str, Any]) -> None:
    """Whoever writes a client by it finds a summary, a group and the problems."""
    operations = [(path, one) for path, methods in description["paths"].items() for one in methods.values()]
    assert len(operations) >= 20
    for path, operation in operations:
        assert operation["summary"], path
        assert operation["tags"], path
    ids = [operation["operationId"] for _, operation in operations]
    assert len(set(ids)) == len(ids)
    assert "links.revoke" in ids


async def test_bodies_that_are_no_json_are_described_too(description: dict[str, Any]) -> None:
    """SDP and its fragments."""
    play = description["paths"]["/whep/{camera_id}"]["post"]
    assert list(play["requestBody"]["content"]) == ["application/sdp"]
    change = description["paths"]["/whep/{camera_id}/{live_id}"]["patch"]
    assert list(change["requestBody"]["content"]) == ["application/trickle-ice-sdpfrag"]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
async def test_no_request_gets_an_undocumented_answer(
    description: dict[str, Any], callers: list[httpx.AsyncClient], data: st.DataObject
) -> None:
    """Any caller, any operation, any body."""
    path, methods = data.draw(st.sampled_from(sorted(description["paths"].items())))
    method, operation = data.draw(st.sampled_from(sorted(methods.items())))
    caller = data.draw(st.sampled_from(callers))
    url = re.sub(r"\{\w+\}", lambda _: data.draw(IDS), path)
    body = data.draw(JSON.map(httpx_body) | st.binary(max_size=200))
    headers = {
        "content-type": data.draw(MEDIA_TYPES),
        "if-match": data.draw(st.sampled_from(["*", '"x"', ""])),
    }
    answer = await caller.request(method, url, content=body, headers=headers)
    assert str(answer.status_code) in operation["responses"], (method, url, body, answer.text)
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


def httpx_body(value: object) -> bytes:
    """The value as JSON, as a client would send it."""
    return httpx.Request("POST", "http://x/", json=value).content
