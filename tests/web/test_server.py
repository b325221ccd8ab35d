"""The HTTP server: where it listens, over TLS, behind a proxy, and how it ends."""

import asyncio
import datetime
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from litestar import Litestar, Request, Response, get
from litestar.enums import MediaType

from responder.settings import ServerSettings
from responder.web import cookies
from responder.web.cookies import Credential
from responder.web.guards import address_of
from responder.web.server import WebServer
from responder.web.server_error import ServerError

AnyRequest = Request[Any, Any, Any]


@get("/who", media_type=MediaType.TEXT)
async def who(request: AnyRequest) -> str:
    return f"{address_of(request)} {'secure' if cookies.is_secure(request) else 'plain'}"


@get("/cookie")
async def cookie(request: AnyRequest) -> Response[str]:
    known = cookies.read(request, Credential.DEVICE)
    granted = cookies.grant(request, Credential.DEVICE, "secret", max_age_s=60)
    return Response(known or "", cookies=[granted])


@get("/slow")
async def slow() -> None:
    await asyncio.sleep(600)


@asynccontextmanager
async def served(settings: ServerSettings) -> AsyncIterator[int]:
    server = WebServer(settings)
    port = server.bind()
    await server.start(Litestar([who, cookie, slow], openapi_config=None))
    try:
        yield port
    finally:
        await server.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of `localhost` that signs itself, and its key."""
    directory = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = directory / "cert.pem", directory / "key.pem"
    paths[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths


async def test_over_tls_cookies_are_bound_to_the_host(certificate: tuple[Path, Path]) -> None:
    """`__Host-` and Secure; the plain name is then worth nothing, whoever set it."""
    settings = ServerSettings(host="localhost", port=0, tls_cert=certificate[0], tls_key=certificate[1])
    trusting = ssl.create_default_context(cafile=certificate[0])
    async with served(settings) as port, httpx.AsyncClient(verify=trusting) as client:
        answer = await client.get(f"https://localhost:{port}/cookie")
        assert answer.headers["set-cookie"].startswith("__Host-responder-device=secret;")
        assert "Secure" in answer.headers["set-cookie"]
        assert (await client.get(f"https://localhost:{port}/cookie")).text == "secret"
        client.cookies.clear()
        planted = await client.get(
            f"https://localhost:{port}/cookie", headers={"cookie": "responder-device=planted"}
        )
        assert planted.text == ""


FORWARDED = {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"}


@pytest.mark.parametrize(
    ("trusted_proxies", "seen"),
    [
        ((), "127.0.0.1 plain"),
        (("10.0.0.0/8",), "127.0.0.1 plain"),
        (("127.0.0.0/8",), "203.0.113.9 secure"),
        (("127.0.0.1",), "203.0.113.9 secure"),
    ],
)
async def test_only_a_trusted_proxy_is_believed(trusted_proxies: tuple[str, ...], seen: str) -> None:
    """Otherwise anybody could write any address into the record."""
    settings = ServerSettings(port=0, trusted_proxies=trusted_proxies)
    async with served(settings) as port, httpx.AsyncClient() as client:
        assert (await client.get(f"http://127.0.0.1:{port}/who", headers=FORWARDED)).text == seen


async def test_localhost_is_served_under_every_address_it_has() -> None:
    """Browsers try ::1 first, if the machine has it."""
    async with served(ServerSettings(host="localhost", port=0)) as port, httpx.AsyncClient() as client:
        for host in {info[4][0] for info in socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM)}:
            if host == "::1" and not socket.has_dualstack_ipv6():
                continue
            bracketed = f"[{host}]" if ":" in str(host) else host
            assert (await client.get(f"http://{bracketed}:{port}/who")).status_code == 200


def test_a_taken_port_is_said() -> None:
    """In one line, before anything has started."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        server = WebServer(ServerSettings(port=other.getsockname()[1]))
        with pytest.raises(ServerError, match="another program uses this port"):
            server.bind()


def test_an_address_that_is_not_ours_is_said() -> None:
    """Nor is a name that nobody knows."""
    for host in ("192.0.2.77", "no-such-host.invalid"):
        with pytest.raises(ServerError, match=f"cannot listen on {host}"):
            WebServer(ServerSettings(host=host, port=0)).bind()


async def test_a_certificate_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    """Absent, or something else."""
    (tmp_path / "picture.pem").write_text("hello")
    for name in ("absent.pem", "picture.pem"):
        server = WebServer(ServerSettings(port=0, tls_cert=tmp_path / name, tls_key=tmp_path / name))
        server.bind()
        with pytest.raises(ServerError, match="certificate"):
            await server.start(Litestar([who], openapi_config=None))
        await server.stop()


async def test_an_answer_that_never_comes_does_not_hold_up_the_end() -> None:
    """The service ends within seconds, whoever still waits."""
    server = WebServer(ServerSettings(port=0))
    port = server.bind()
    await server.start(Litestar([slow], openapi_config=None))
    async with httpx.AsyncClient() as client:
        waiting = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/slow"))
        await asyncio.sleep(0)
        async with asyncio.timeout(10):
            await server.stop()
        await asyncio.wait({waiting})
        assert waiting.exception() is not None or waiting.result().status_code == 500
