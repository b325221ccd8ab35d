"""Routes are those that a person would walk, door by door, and say who watches them."""

import itertools
from pathlib import Path

import msgspec
import pytest
import shapely

from gis.campus import Campus
from gis.imdf import read_campus
from gis.projection import Projection
from gis.route import Router, check_reachable
from gis.survey import read_survey
from gis.way import NoRouteError, Position, Route
from tests.gis.surveyed import GISDATA, needs_gisdata
from tests.gis.two_rooms import PROJECTION, two_rooms, uuid, write_archive


@pytest.fixture
def small(tmp_path: Path) -> Campus:
    return read_campus(write_archive(tmp_path / "two", two_rooms()))


@pytest.fixture(scope="module")
def router(maple_ridge: Campus) -> Router:
    return Router(maple_ridge)


def _unit(campus: Campus, level_id: str, number: str) -> str:
    return next(it.unit_id for it in campus.units if (it.level_id, it.number) == (level_id, number))


def _hall(campus: Campus, name: str) -> str:
    return next(it.unit_id for it in campus.units if it.name == name)


def _exterior_door(campus: Campus, level_id: str, number: str) -> str:
    return next(it.opening_id for it in campus.openings if (it.level_id, it.number) == (level_id, number))


def _names(route: Route) -> list[str]:
    return [leg.name for leg in route.legs]


def test_two_rooms_by_hand(small: Campus) -> None:
    """In at (0, 1.5), the hall to the door at (2.5, 3), the room's middle at (3, 6): 0.8 + 2.92 + 3.04 m."""
    route = Router(small).route(uuid("way in"), uuid("101"))
    assert [(leg.name, leg.through) for leg in route.legs] == [
        ("Outside", "Door 1, way in"),
        ("Hall", "door 101"),
        ("101", ""),
    ]
    assert [round(leg.length_m, 2) for leg in route.legs] == [0.8, 2.92, 3.04]
    assert [leg.camera_ids for leg in route.legs] == [(), ("hall-east",), ()]
    assert route.level_changes == 0


def test_the_science_wing_by_hand(maple_ridge: Campus, router: Router) -> None:
    """Door 9, along the north hall to 143: 0.8 m in, 19.0 m to its door at x 53.1, 5.3 m to its middle."""
    start = _exterior_door(maple_ridge, "high-school-1", "9")
    route = router.route(start, _unit(maple_ridge, "high-school-1", "143"))
    assert _names(route) == ["Outside", "North hall", "143 Geography"]
    assert [round(leg.length_m, 1) for leg in route.legs] == [0.8, 19.0, 5.3]
    assert route.legs[1].camera_ids == ("north-hall",)


def test_upstairs_by_stairs_or_elevator(maple_ridge: Campus, router: Router) -> None:
    """The elevator is near room 206; who must not take it goes by a stairwell."""
    start = _exterior_door(maple_ridge, "high-school-1", "1")
    goal = _unit(maple_ridge, "high-school-2", "206")
    ride = router.route(start, goal)
    assert [leg.kind for leg in ride.legs].count("elevator") == 1
    climb = router.route(start, goal, elevators=False)
    assert "Stairwell 1 to Second floor" in _names(climb)
    assert climb.level_changes == ride.level_changes == 1
    assert climb.length_m > ride.length_m


def test_nobody_is_led_through_an_office_to_save_a_metre(maple_ridge: Campus, router: Router) -> None:
    """The attendance office has a door to the lobby and one to the hall."""
    start = _exterior_door(maple_ridge, "high-school-1", "1")
    route = router.route(start, _unit(maple_ridge, "high-school-1", "153"))
    assert not any("Attendance" in name for name in _names(route))
    assert _names(route)[2:4] == ["Main lobby", "South hall"]


def test_what_is_blocked_is_avoided(maple_ridge: Campus, router: Router) -> None:
    """A hall, a door, and at last the room itself."""
    start = _exterior_door(maple_ridge, "high-school-1", "1")
    goal = _unit(maple_ridge, "high-school-1", "153")
    direct = router.route(start, goal)
    assert "West hall" in _names(direct)
    round_about = router.route(start, goal, blocked_units=[_hall(maple_ridge, "West hall")])
    assert "East hall" in _names(round_about)
    vestibule_door = next(leg.opening_id for leg in direct.legs if leg.name == "Secure vestibule")
    assert vestibule_door is not None
    other_entrance = router.route(start, goal, blocked_openings=[vestibule_door])
    assert other_entrance.legs[0].length_m > 20
    doors = [it.opening_id for it in maple_ridge.openings_of("high-school-1")]
    with pytest.raises(NoRouteError, match="No way to 153 Biology lab"):
        router.route(start, goal, blocked_openings=doors)
    with pytest.raises(NoRouteError, match="153 Biology lab is blocked"):
        router.route(start, goal, blocked_units=[goal])


def test_from_a_position_outside_it_goes_round_the_buildings(maple_ridge: Campus, router: Router) -> None:
    """From the student car park to the elementary school: no leg crosses a building."""
    start = Position(longitude=-82.7385, latitude=40.1180)
    route = router.route(start, _unit(maple_ridge, "elementary-school-1", "131"))
    assert _names(route) == ["Outside", "Primary commons", "Primary hall", "131 Grade 2"]
    outside = route.legs[0]
    assert outside.camera_ids == ("student-parking", "main-entrance-drive", "elementary-drop-off")
    projection = Projection.around(maple_ridge.venue)
    way = projection.to_metres(shapely.LineString(outside.path))
    buildings = projection.to_metres(shapely.union_all([it.footprint for it in maple_ridge.buildings]))
    assert way.intersection(buildings.buffer(-0.2)).is_empty


def test_from_a_position_inside(small: Campus) -> None:
    """Standing in the library, to the room next door."""
    longitude, latitude = map(float, PROJECTION.degrees(9, 6))
    start = Position(longitude=longitude, latitude=latitude, level_id="school-g")
    assert _names(Router(small).route(start, uuid("101"))) == ["102 Library", "Hall", "101"]


def test_a_phone_whose_position_is_inside_the_wall_is_outside_it(maple_ridge: Campus, router: Router) -> None:
    """Satellites are wrong by metres next to a building; the way begins on its kerb."""
    inside = shapely.point_on_surface(maple_ridge.building_by_id["high-school"].footprint)
    start = Position(longitude=inside.x, latitude=inside.y)
    route = router.route(start, _unit(maple_ridge, "high-school-1", "143"))
    assert route.legs[0].name == "Outside"
    assert not maple_ridge.building_by_id["high-school"].footprint.covers(
        shapely.Point(route.legs[0].path[0])
    )


def test_to_a_car_park(maple_ridge: Campus, router: Router) -> None:
    """Out by the next door and round the corners, never through a wall; the grounds have no doors."""
    lot = _hall(maple_ridge, "Student parking")
    for start in (
        _exterior_door(maple_ridge, "high-school-1", "9"),
        Position(longitude=-82.7403, latitude=40.1184),
        Position(longitude=-82.7403, latitude=40.1184, level_id="grounds"),
    ):
        route = router.route(start, lot)
        assert _names(route)[-1] == "Outside"
        assert maple_ridge.unit_by_id[lot].geometry.covers(shapely.Point(route.legs[-1].path[-1]))
        for building in maple_ridge.buildings:
            outside = [shapely.LineString(leg.path) for leg in route.legs if leg.name == "Outside"]
            assert not any(building.footprint.buffer(-1e-6).intersects(path) for path in outside)


def test_from_nowhere_there_is_no_way(maple_ridge: Campus, router: Router) -> None:
    """A position in no room of its level."""
    start = Position(longitude=-82.7, latitude=40.1, level_id="high-school-1")
    with pytest.raises(NoRouteError, match="No way to"):
        router.route(start, _unit(maple_ridge, "high-school-1", "153"))


def test_unknown_ids_are_key_errors(maple_ridge: Campus, router: Router) -> None:
    """The service turns them into 404."""
    with pytest.raises(KeyError):
        router.route("nowhere", _unit(maple_ridge, "high-school-1", "153"))
    with pytest.raises(KeyError):
        router.route(_exterior_door(maple_ridge, "high-school-1", "1"), "nowhere")


def test_every_room_of_the_demo_campus_is_reached(maple_ridge: Campus, router: Router) -> None:
    """From every building's main entrance, and each leg starts where the last one ended."""
    assert router.unreachable() == ()
    assert len(router.entrances) == 29
    start = _exterior_door(maple_ridge, "athletic-center-1", "1")
    for unit in maple_ridge.units:
        if unit.category == "opentobelow" or maple_ridge.level_by_id[unit.level_id].outdoor:
            continue
        route = router.route(start, unit.unit_id)
        assert route.legs[-1].path[-1] != route.legs[0].path[0]
        for before, after in itertools.pairwise(route.legs):
            assert before.path[-1] == after.path[0]


def test_a_room_without_a_door_is_a_finding(tmp_path: Path) -> None:
    """Said by `check`, with the room's name."""
    features = two_rooms()
    features["opening"] = [it for it in features["opening"] if it["id"] != uuid("door 102")]
    (finding,) = check_reachable(read_campus(write_archive(tmp_path / "two", features)), "two")
    assert (finding.file, finding.feature, finding.rule) == ("two/unit.geojson", uuid("Library"), "reachable")
    assert "(102 Library) cannot be reached" in finding.reason


def test_a_campus_without_an_exterior_door_is_a_finding(tmp_path: Path) -> None:
    """One, not one per room."""
    features = two_rooms()
    features["opening"] = features["opening"][:2]
    (finding,) = check_reachable(read_campus(write_archive(tmp_path / "two", features)), "two")
    assert "no door leads outside" in finding.reason


@needs_gisdata
@pytest.mark.parametrize(
    ("archive", "rooms", "entrances", "unreachable"),
    [("addenbrookes_hospital_final.imdf.zip", 72, 17, 14), ("cpc4_sandbox_flat.imdf.zip", 18, 5, 8)],
)
def test_a_real_hospital(archive: str, rooms: int, entrances: int, unreachable: int) -> None:
    """58 of 72 rooms are reached; the other 14 have no door, or only doors between themselves."""
    campus = read_survey(GISDATA / "imdf" / archive)
    router = Router(campus)
    assert len(router.entrances) == entrances
    assert len(router.unreachable()) == unreachable
    assert len(campus.units) == rooms


@needs_gisdata
def test_a_real_hospital_by_hand() -> None:
    """In at (155.7, 123.4) m, along the corridor to the cafe's door at (170.9, 99.6), in to (176.0, 95.8).

    The pharmacy's waiting room lies around the corner at (162.4, 102.3): 22.1 m and 3.7 m to its door.
    """
    campus = read_survey(GISDATA / "imdf" / "addenbrookes_hospital_final.imdf.zip")
    router = Router(campus)
    cafe = router.route("f0c5b319-7e96-42b4-bf1c-9287933fec4a", _hall(campus, "Tea & Co Cafe"))
    pharmacy = router.route("f0c5b319-7e96-42b4-bf1c-9287933fec4a", _hall(campus, "Pharmacy Waiting Room"))
    assert _names(cafe) == ["Outside", "Corridor", "Tea & Co Cafe"]
    assert [round(leg.length_m, 1) for leg in cafe.legs] == [0.8, 28.3, 6.4]
    assert _names(pharmacy) == ["Outside", "Corridor", "Pharmacy Waiting Room"]
    assert [round(leg.length_m, 1) for leg in pharmacy.legs] == [0.8, 25.8, 1.8]
    assert len(pharmacy.legs[1].path) == 3


def test_a_way_outside_stays_off_the_doorsteps_of_other_buildings(
    maple_ridge: Campus, router: Router
) -> None:
    """Where the doors of a building are is not for whoever may only see its outline."""
    door_of_other = router.route(
        _exterior_door(maple_ridge, "athletic-center-1", "1"), _hall(maple_ridge, "Student parking")
    )
    doorstep = door_of_other.legs[0].path[0]
    start = Position(longitude=doorstep[0], latitude=doorstep[1])
    way = router.route(start, _hall(maple_ridge, "Athletic parking"), building_ids=["high-school"])
    assert all(leg.opening_id is None for leg in way.legs)
    with pytest.raises(NoRouteError):
        router.route(
            _exterior_door(maple_ridge, "athletic-center-1", "1"),
            _hall(maple_ridge, "Student parking"),
            building_ids=["high-school"],
        )


def test_a_link_for_one_building_names_no_camera_of_another(maple_ridge: Campus, router: Router) -> None:
    """From the student car park, which a high-school camera watches, to the elementary school."""
    start = Position(longitude=-82.7385, latitude=40.1180)
    goal = _unit(maple_ridge, "elementary-school-1", "131")
    route = router.route(start, goal, building_ids={"elementary-school"})
    named = {camera_id for leg in route.legs for camera_id in leg.camera_ids}
    assert named == {"elementary-drop-off", "elementary-primary-hall"}
    with pytest.raises(NoRouteError, match="blocked"):
        router.route(start, goal, building_ids={"high-school"})


def test_a_route_goes_on_the_wire(maple_ridge: Campus, router: Router) -> None:
    """As JSON, and back into the same route."""
    start = Position(longitude=-82.7385, latitude=40.1180)
    route = router.route(start, _unit(maple_ridge, "high-school-2", "206"))
    assert msgspec.json.decode(msgspec.json.encode(route), type=Route) == route
