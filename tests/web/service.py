"""Shorthands for the tests of the web: browsers, sign-in, links."""

import base64
import contextlib
import shutil
import ssl
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx

from responder.access.account import Assignment, Role
from responder.access.audit import Actor, Source
from responder.access.errors import AlreadyExists
from responder.settings import (
    AccessSettings,
    CameraNetwork,
    CameraSettings,
    CampusSettings,
    MediaSettings,
    ServerSettings,
    Settings,
    StoreSettings,
)
from responder.web.site import Site

ROOT = Path(__file__).parents[2]
CAMPUS = ROOT / "campus_maps" / "maple-ridge"

USERNAME = "officer"
PASSWORD = "correct horse battery"
PANIC_SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
ALERT_SECRET = "whsec_" + base64.b64encode(bytes(range(32, 64))).decode()

CAMERA_GROUPS = {
    "entrances": frozenset({"main-lobby", "main-entrance-drive", "athletic-lobby", "gym-east-entrance"}),
    "parking": frozenset({"student-parking", "gym-parking"}),
}

# Loading the certificate authorities for every browser takes longer than the tests.
NO_TLS = ssl.create_default_context()


class Service:
    """The running service, as its browsers see it."""

    def __init__(self, site: Site, stack: AsyncExitStack) -> None:
        self.site = site
        self.people: dict[Role, httpx.AsyncClient] = {}
        self._stack = stack

    def client(self, **headers: str) -> httpx.AsyncClient:
        """A browser without cookies."""
        return httpx.AsyncClient(base_url=self.site.origin, headers=headers, timeout=10, verify=NO_TLS)

    async def kept_client(self) -> httpx.AsyncClient:
        """A browser that stays open until the service stops."""
        return await self._stack.enter_async_context(self.client())

    async def signed_in(self) -> httpx.AsyncClient:
        """A browser of the officer."""
        client = await self.kept_client()
        await sign_in(client)
        return client

    async def device(self, url: str) -> httpx.AsyncClient:
        """A browser that has opened the link."""
        client = await self.kept_client()
        answer = await client.post("/api/redeem", json={"token": token_of(url)})
        assert answer.status_code == 200, answer.text
        return client


async def sign_in(client: httpx.AsyncClient) -> None:
    """As the officer."""
    answer = await client.post("/api/session", json={"username": USERNAME, "password": PASSWORD})
    assert answer.status_code == 200, answer.text


ASSIGNMENTS = {
    it.role: it
    for it in (
        Assignment(role=Role.BUILDING_ADMIN, building_ids=frozenset({"athletic-center"})),
        Assignment(role=Role.FACILITIES, camera_ids=frozenset({"gym-parking"})),
        Assignment(role=Role.AGENCY_OFFICER, agency="Maple Ridge Police"),
    )
}


async def signed_in_as(service: Service, role: Role) -> httpx.AsyncClient:
    """A browser of an account with this role, and with its scope in ASSIGNMENTS; each signs in once."""
    if role in service.people:
        return service.people[role]
    with contextlib.suppress(AlreadyExists):
        await service.site.accounts.add(
            username=role.value,
            display_name=role.value,
            assignment=ASSIGNMENTS.get(role, Assignment(role=role)),
            password=PASSWORD,
            actor=Actor(identity="test", source=Source.COMMAND_LINE),
        )
    client = await service.kept_client()
    answer = await client.post("/api/session", json={"username": role.value, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return service.people.setdefault(role, client)


async def share(officer: httpx.AsyncClient, *building_ids: str, **link: object) -> dict[str, Any]:
    """Opens an incident with one link, as the console does in two taps; the answer's JSON."""
    answer = await officer.post(
        "/api/incidents",
        json={
            "building_ids": list(building_ids),
            "kind": "police",
            "reason": "Report of a weapon",
            "link": {"agency": "Maple Ridge Police", **link},
        },
    )
    assert answer.status_code == 201, answer.text
    shared: dict[str, Any] = answer.json()
    return shared


def token_of(url: str) -> str:
    """What is behind the `#` of a link."""
    return url.partition("#")[2]


def settings_for(
    data_dir: Path,
    built_client: Path,
    *,
    redis_url: str | None = None,
    cameras: tuple[CameraSettings, ...] = (),
) -> Settings:
    """Free ports, loopback, everything else as delivered."""
    return Settings(
        server=ServerSettings(host="127.0.0.1", port=0, data_dir=data_dir, static_dir=built_client),
        media=MediaSettings(port=0),
        store=StoreSettings(redis_url=redis_url),
        campus=CampusSettings(path=own_campus(data_dir)),
        camera_network=CameraNetwork(allow_loopback=True),
        cameras=cameras,
        camera_groups=CAMERA_GROUPS,
        access=AccessSettings(panic_secret=PANIC_SECRET, alert_secret=ALERT_SECRET),
    )


def own_campus(data_dir: Path) -> Path:
    """A copy beside the data: no request of a test writes to the campus that is delivered."""
    copy = data_dir.with_name(f"{data_dir.name}-campus_maps") / CAMPUS.name
    return Path(shutil.copytree(CAMPUS, copy, dirs_exist_ok=True))


async def add_officer(site: Site) -> None:
    """The account that tests sign in to."""
    await site.accounts.add(
        username=USERNAME,
        display_name="Officer Example",
        assignment=Assignment(role=Role.SAFETY_OFFICER),
        password=PASSWORD,
        actor=Actor(identity="test", source=Source.COMMAND_LINE),
    )
