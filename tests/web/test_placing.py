"""Placing a camera from the console: tried out, written, on the record, and on every map from then on."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import shapely

from gis.imdf import read_campus
from responder.access.account import Assignment, Role
from responder.access.audit import Actor, AuditKind, AuditQuery, Source
from responder.store.audit import Audit

from .service import PASSWORD, Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")

CAMERA, BUILDING, LEVEL = "main-lobby", "high-school", "high-school-1"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def surveyor(surveyed: Service) -> httpx.AsyncClient:
    return await surveyed.signed_in()


def placing(service: Service, **changes: object) -> dict[str, object]:
    """The camera as it hangs, but for the changes."""
    camera = service.site.campus.camera_by_id[CAMERA]
    return {
        "longitude": camera.longitude,
        "latitude": camera.latitude,
        "level_id": camera.level_id,
        "azimuth_deg": camera.azimuth_deg,
        "fov_deg": camera.fov_deg,
        "range_m": camera.range_m,
        "height_m": camera.height_m,
        "mount": camera.mount,
        **changes,
    }


def of_kind(layer: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = [
        it for it in layer["features"] if (it["properties"]["kind"], it["properties"]["id"]) == (kind, CAMERA)
    ]
    feature: dict[str, Any] = found
    return feature


async def test_trying_out_changes_nothing(
    surveyed: Service, surveyor: httpx.AsyncClient, folder: Path
) -> None:
    """The view follows the finger; the map stays."""
    before = (folder / "camera.geojson").read_bytes()
    turned = placing(surveyed, azimuth_deg=200)
    answer = await surveyor.post(f"/api/campus/cameras/{CAMERA}/view", json=turned)
    assert answer.status_code == 200, answer.text
    assert of_kind(answer.json(), "camera")["properties"]["azimuth_deg"] == 200
    assert shapely.geometry.shape(of_kind(answer.json(), "view")["geometry"]).area > 0
    assert (folder / "camera.geojson").read_bytes() == before
    assert surveyed.site.campus.camera_by_id[CAMERA].azimuth_deg != 200


async def test_a_placed_camera_is_on_the_map_in_the_file_and_on_the_record(
    surveyed: Service, surveyor: httpx.AsyncClient, folder: Path
) -> None:
    """One line of the file changes; a phone that has the old layer gets the new one."""
    device = await surveyed.device((await share(surveyor, BUILDING))["issued"]["url"])
    old = await device.get(f"/api/campus/levels/{LEVEL}")
    lines = (folder / "camera.geojson").read_text().splitlines()

    answer = await surveyor.put(
        f"/api/campus/cameras/{CAMERA}/placing", json=placing(surveyed, azimuth_deg=123.5, is_verified=True)
    )

    assert answer.status_code == 200, answer.text
    written = read_campus(folder).camera_by_id[CAMERA]
    assert (written.azimuth_deg, len(written.verified_on or "")) == (123.5, 10)
    changed = (folder / "camera.geojson").read_text().splitlines()
    assert len([line for line, was in zip(changed, lines, strict=True) if line != was]) == 1
    new = await device.get(f"/api/campus/levels/{LEVEL}", headers={"if-none-match": old.headers["etag"]})
    assert new.status_code == 200
    assert of_kind(new.json(), "camera") == of_kind(answer.json(), "camera")
    assert of_kind(new.json(), "view") == of_kind(answer.json(), "view")
    (event,) = [
        record.event
        async for record in Audit(surveyed.site.store).read(
            AuditQuery(kinds=frozenset({AuditKind.CAMERA_PLACED}))
        )
    ]
    assert (event.camera_id, event.actor.identity, event.building_ids) == (CAMERA, "officer", (BUILDING,))
    assert "123.5°" in event.detail


async def test_a_wall_camera_is_set_just_inside_its_room(
    surveyed: Service, surveyor: httpx.AsyncClient
) -> None:
    """A finger is wider than a wall."""
    campus = surveyed.site.campus
    room = next(it for it in campus.units_of(LEVEL) if it.name == "Main lobby").geometry
    corner = shapely.get_coordinates(room)[0]
    tried = placing(surveyed, longitude=corner[0], latitude=corner[1], mount="wall", fov_deg=360)
    answer = await surveyor.post(f"/api/campus/cameras/{CAMERA}/view", json=tried)
    assert answer.status_code == 200, answer.text
    hangs = shapely.geometry.shape(of_kind(answer.json(), "camera")["geometry"])
    assert any(it.geometry.contains(hangs) for it in campus.units_of(LEVEL))


async def test_a_camera_that_is_not_surveyed_yet_stays_a_point(
    surveyed: Service, surveyor: httpx.AsyncClient
) -> None:
    """Never a view that nobody knows of."""
    unknown = placing(surveyed, azimuth_deg=None, fov_deg=None, range_m=None)
    layer = (await surveyor.post(f"/api/campus/cameras/{CAMERA}/view", json=unknown)).json()
    assert [it["properties"]["kind"] for it in layer["features"]] == ["camera"]


async def test_what_is_not_said_stays_as_it_is(surveyed: Service, surveyor: httpx.AsyncClient) -> None:
    """A map that is dragged knows nothing of brackets and heights."""
    silent = placing(surveyed)
    del silent["height_m"], silent["mount"]
    layer = (await surveyor.post(f"/api/campus/cameras/{CAMERA}/view", json=silent)).json()
    height_m = surveyed.site.campus.camera_by_id[CAMERA].height_m
    assert height_m is not None
    assert of_kind(layer, "camera")["properties"]["height_m"] == height_m


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"azimuth_deg": 360}, "azimuth_deg"),
        ({"azimuth_deg": None}, "none of them"),
        ({"latitude": 41.0}, "outside"),
        ({"level_id": "athletic-center-1"}, "belongs to Maple Ridge High School"),
        ({"level_id": "no-such-level"}, "no such level"),
        ({"camera_id": "another"}, "camera_id"),
        ({"mount": "drone"}, "mount"),
    ],
)
async def test_a_place_that_cannot_be_is_refused(
    surveyed: Service, surveyor: httpx.AsyncClient, folder: Path, wrong: dict[str, object], said: str
) -> None:
    """With the reason, and nothing is written."""
    before = (folder / "camera.geojson").read_bytes()
    for method, path in (("POST", "view"), ("PUT", "placing")):
        answer = await surveyor.request(
            method, f"/api/campus/cameras/{CAMERA}/{path}", json=placing(surveyed, **wrong)
        )
        assert (answer.status_code, answer.json()["type"]) == (400, "bad-request"), answer.text
        assert said in answer.json()["detail"]
    assert (folder / "camera.geojson").read_bytes() == before


async def test_a_camera_that_is_not_there(surveyed: Service, surveyor: httpx.AsyncClient) -> None:
    """Cameras are added by the import of a list, not by a typing error."""
    answer = await surveyor.put("/api/campus/cameras/nothing/placing", json=placing(surveyed))
    assert (answer.status_code, answer.json()["type"]) == (404, "not-found")


@pytest.mark.parametrize(
    ("assignment", "status"),
    [
        (Assignment(role=Role.DISTRICT_ADMIN), 200),
        (Assignment(role=Role.BUILDING_ADMIN, building_ids=frozenset({BUILDING})), 200),
        (Assignment(role=Role.BUILDING_ADMIN, building_ids=frozenset({"athletic-center"})), 403),
        (Assignment(role=Role.DISPATCHER), 403),
        (Assignment(role=Role.FACILITIES, camera_ids=frozenset({CAMERA})), 403),
    ],
)
async def test_who_may_place(
    surveyed: Service, assignment: Assignment, status: int, request: pytest.FixtureRequest
) -> None:
    """Who answers for the building's cameras; the others are refused at the door."""
    username = str(request.node.callspec.id)
    await surveyed.site.accounts.add(
        username=username,
        display_name=username,
        assignment=assignment,
        password=PASSWORD,
        actor=Actor(identity="test", source=Source.COMMAND_LINE),
    )
    client = await surveyed.kept_client()
    assert (
        await client.post("/api/session", json={"username": username, "password": PASSWORD})
    ).status_code == 200
    answer = await client.post(f"/api/campus/cameras/{CAMERA}/view", json=placing(surveyed))
    assert answer.status_code == status, answer.text


async def test_a_map_that_cannot_be_written_is_not_changed_anywhere(
    surveyed: Service, surveyor: httpx.AsyncClient, folder: Path
) -> None:
    """Damaged by somebody's editor: the service says so, and goes on showing what it knows."""
    good = (folder / "camera.geojson").read_bytes()
    before = surveyed.site.campus.camera_by_id[CAMERA]
    (folder / "camera.geojson").write_bytes(b"{")
    answer = await surveyor.put(
        f"/api/campus/cameras/{CAMERA}/placing", json=placing(surveyed, azimuth_deg=7)
    )
    (folder / "camera.geojson").write_bytes(good)
    assert (answer.status_code, answer.json()["type"]) == (503, "campus-read-only")
    assert surveyed.site.campus.camera_by_id[CAMERA] == before
