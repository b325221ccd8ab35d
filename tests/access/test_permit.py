"""A permit never outlives its link or its incident, and never reaches another building."""

from typing import Any

import pytest
from msgspec.structs import replace

from responder.access import incident as incidents
from responder.access import link as links
from responder.access.account import Account, Role
from responder.access.camera_group import NO_GROUPS, CameraGroups
from responder.access.errors import (
    AccessDenied,
    DeviceRemoved,
    IncidentClosed,
    LinkExpired,
    LinkRevoked,
    NotAllowed,
    NotSignedIn,
)
from responder.access.incident import Incident
from responder.access.link import Link
from responder.access.permit import incident_permit, officer_permit, permit_for, staff_permit
from responder.access.session import IDLE_S, StaffSession
from tests.access.conftest import NOW


def test_covers_the_buildings_of_the_incident_until_the_link_expires(link: Link, incident: Incident) -> None:
    """What was shared, as long as it was shared."""
    permit = permit_for(links.redeem(link, incident, "d1", NOW), incident, "d1", NOW)
    assert permit.allows("gym", NOW)
    assert permit.allows("main", link.expires_at_s - 1)
    assert not permit.allows("gym", link.expires_at_s)


def test_does_not_cover_another_building(link: Link, incident: Incident) -> None:
    """A link of the gym shows nothing of the library."""
    permit = permit_for(links.redeem(link, incident, "d1", NOW), incident, "d1", NOW)
    assert not permit.allows("library", NOW)
    with pytest.raises(NotAllowed):
        permit.require("library", NOW)


def test_is_not_given_to_a_device_that_never_redeemed(link: Link, incident: Incident) -> None:
    """Knowing a link's id is not holding the link."""
    with pytest.raises(NotSignedIn):
        permit_for(link, incident, "d1", NOW)


def test_is_taken_from_a_removed_device(link: Link, incident: Incident) -> None:
    """Staff can put one device out."""
    inside = links.redeem(link, incident, "d1", NOW)
    with pytest.raises(DeviceRemoved):
        permit_for(links.remove_device(inside, "d1"), incident, "d1", NOW)


def test_ends_with_the_link(link: Link, incident: Incident) -> None:
    """After its last moment there is no permit."""
    with pytest.raises(LinkExpired):
        permit_for(links.redeem(link, incident, "d1", NOW), incident, "d1", link.expires_at_s)


SESSION = StaffSession(
    session_id="s1",
    username="ann",
    secret_hmac="",
    label="Firefox",
    address="192.0.2.1",
    created_at_s=NOW,
    seen_at_s=NOW,
)
ANN = Account(username="ann", display_name="Ann", role=Role.SAFETY_OFFICER, password_hash="")


def test_of_staff_covers_the_site_until_the_session_ends() -> None:
    """A signed-in officer sees every building, and the record names the officer."""
    permit = staff_permit(ANN, SESSION, ["gym", "library"], NOW)
    assert permit.allows("library", NOW)
    assert not permit.allows("library", NOW + IDLE_S)
    assert (permit.device_id, permit.agency, permit.link_id) == ("s1", "ann", None)


def test_of_staff_ends_with_the_session() -> None:
    """Nobody watches on a session that is over."""
    with pytest.raises(NotSignedIn):
        staff_permit(ANN, SESSION, ["gym"], NOW + IDLE_S)


def account(role: Role, **scope: Any) -> Account:
    return Account(username="bob", display_name="Bob", role=role, password_hash="", **scope)


def test_of_a_building_administrator_covers_the_own_buildings(incident: Incident) -> None:
    """A principal sees the own school and no other."""
    principal = account(Role.BUILDING_ADMIN, building_ids=frozenset({"gym"}))
    permit = staff_permit(principal, SESSION, ["gym", "library"], NOW)
    assert permit.allows("gym", NOW)
    assert not permit.allows("library", NOW)
    with pytest.raises(NotAllowed):
        incident_permit(principal, SESSION, incident, NOW)


def test_says_what_is_written_over_every_picture(link: Link, incident: Incident) -> None:
    """The agency, the person where one is known, and enough of the device's id to find it in the record."""
    phone = permit_for(links.redeem(link, incident, "k44igmdpvajt", NOW), incident, "k44igmdpvajt", NOW)
    assert phone.watermark == "Maple Police · k44igm"
    assert replace(phone, username="miller").watermark == "Maple Police · miller · k44igm"
    assert staff_permit(ANN, SESSION, ["gym"], NOW).watermark == "ann · s1"


GROUPS = CameraGroups(members={"doors": frozenset({"front", "back"}), "yard": frozenset({"dock"})})


def test_of_a_link_to_camera_groups_covers_their_cameras_alone(link: Link, incident: Incident) -> None:
    """In its buildings, and the map from inside as well: walls are no picture."""
    bound = replace(link, camera_groups=("doors",))
    permit = permit_for(links.redeem(bound, incident, "d1", NOW), incident, "d1", NOW)
    assert permit.allows_camera("front", "gym", NOW, GROUPS)
    assert not permit.allows_camera("dock", "gym", NOW, GROUPS)
    assert not permit.allows_camera("front", "library", NOW, GROUPS)
    assert not permit.allows_camera("front", "gym", NOW, NO_GROUPS)
    assert not permit.allows_camera("front", "gym", link.expires_at_s, GROUPS)
    assert permit.allows("gym", NOW)


def test_of_a_building_administrator_may_be_bound_to_groups() -> None:
    """Of the own buildings; without any, to none."""
    own = frozenset({"gym"})
    bound = account(Role.BUILDING_ADMIN, building_ids=own, camera_groups=frozenset({"yard"}))
    free = account(Role.BUILDING_ADMIN, building_ids=own)
    for who, sees_front in ((bound, False), (free, True)):
        permit = staff_permit(who, SESSION, ["gym"], NOW, GROUPS)
        assert permit.allows_camera("front", "gym", NOW, GROUPS) is sees_front
        assert permit.allows_camera("dock", "gym", NOW, GROUPS)


def test_of_facilities_staff_may_list_groups() -> None:
    """Beside single cameras, and no building with them."""
    janitor = account(Role.FACILITIES, camera_ids=frozenset({"lot"}), camera_groups=frozenset({"yard"}))
    permit = staff_permit(janitor, SESSION, ["gym"], NOW, GROUPS)
    seen = [it for it in ("lot", "dock", "front") if permit.allows_camera(it, "gym", NOW, GROUPS)]
    assert seen == ["lot", "dock"]
    assert not permit.allows("gym", NOW)


def test_of_facilities_staff_covers_the_listed_cameras_only() -> None:
    """The loading dock, not the corridor behind it."""
    janitor = account(Role.FACILITIES, camera_ids=frozenset({"dock"}))
    permit = staff_permit(janitor, SESSION, ["gym"], NOW)
    assert permit.allows_camera("dock", "gym", NOW)
    assert not permit.allows_camera("corridor", "gym", NOW)
    assert not permit.allows("gym", NOW)
    assert not permit.allows_camera("dock", "gym", NOW + IDLE_S)


def test_of_facilities_staff_is_masked_and_of_nobody_else(link: Link, incident: Incident) -> None:
    """What privacy masks cover is for those who answer an emergency or lead the school."""
    for role in (Role.DISTRICT_ADMIN, Role.SAFETY_OFFICER, Role.BUILDING_ADMIN, Role.FACILITIES):
        permit = staff_permit(account(role), SESSION, ["gym"], NOW)
        assert permit.is_masked is (role is Role.FACILITIES)
    officer = account(Role.AGENCY_OFFICER, agency=link.agency)
    assert not officer_permit(officer, SESSION, link, incident, NOW).is_masked
    assert not incident_permit(account(Role.DISPATCHER), SESSION, incident, NOW).is_masked
    assert not permit_for(links.redeem(link, incident, "d1", NOW), incident, "d1", NOW).is_masked


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.AGENCY_OFFICER, Role.AUDITOR])
def test_is_not_given_at_any_time_to_who_sees_cameras_only_in_an_incident(role: Role) -> None:
    """Without an incident there is nothing to see."""
    with pytest.raises(NotAllowed):
        staff_permit(account(role), SESSION, ["gym"], NOW)


def test_of_a_dispatcher_covers_the_incident_while_it_is_open(incident: Incident) -> None:
    """Its buildings, until it is closed."""
    permit = incident_permit(account(Role.DISPATCHER), SESSION, incident, NOW)
    assert permit.building_ids == {"gym", "main"}
    with pytest.raises(IncidentClosed):
        incident_permit(
            account(Role.DISPATCHER), SESSION, incidents.close(incident, closed_by="ann", now=NOW), NOW
        )


@pytest.mark.parametrize("role", [Role.AGENCY_OFFICER, Role.FACILITIES, Role.AUDITOR])
def test_of_an_incident_is_not_for_everybody(role: Role, incident: Incident) -> None:
    """An agency's officer comes by the agency's link."""
    with pytest.raises(NotAllowed):
        incident_permit(account(role), SESSION, incident, NOW)


def test_of_a_named_officer_covers_what_the_agency_was_given(link: Link, incident: Incident) -> None:
    """The officer needs no place in the link, and the permit ends with link and session."""
    officer = account(Role.AGENCY_OFFICER, agency="MAPLE  police")
    permit = officer_permit(officer, SESSION, link, incident, NOW)
    assert permit.building_ids == {"gym", "main"}
    assert permit.valid_until_s == min(link.expires_at_s, SESSION.valid_until_s)
    assert permit.device_id == SESSION.session_id
    with pytest.raises(LinkRevoked):
        officer_permit(officer, SESSION, links.revoke(link, revoked_by="ann", now=NOW), incident, NOW)


def test_of_a_named_officer_needs_the_own_agency(link: Link, incident: Incident) -> None:
    """Fire does not come by police's link, and staff not as officers."""
    for other in (account(Role.AGENCY_OFFICER, agency="Maple Fire"), account(Role.SAFETY_OFFICER)):
        with pytest.raises(NotAllowed):
            officer_permit(other, SESSION, link, incident, NOW)


def test_a_revoked_link_gives_no_permit_even_when_extended_before(link: Link, incident: Incident) -> None:
    """Revocation beats any remaining time."""
    inside = links.redeem(link, incident, "d1", NOW)
    longer = links.extend(inside, incident, 3600.0, NOW)
    with pytest.raises(AccessDenied, match="ended"):
        permit_for(replace(longer, revoked_at_s=NOW), incident, "d1", NOW)
