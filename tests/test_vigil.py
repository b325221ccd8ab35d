"""What is over by rule is closed in a running service, and who watches an incident stays signed in."""

import time
from pathlib import Path

import httpx
from msgspec.structs import replace

from responder.access.account import Assignment, Role
from responder.access.agreement import Agreement, DesignatedPerson
from responder.access.audit import Actor, Source
from responder.access.session import IDLE_S
from responder.app import running
from responder.store.records import write_session
from responder.store.transaction import Transaction, transact
from responder.vigil import Vigil
from responder.web.site import Site
from tests.transport.viewer import Viewer
from tests.web.service import PASSWORD, add_officer, settings_for, share, sign_in

AGENCY = "Maple Ridge Police"


def vigil_of(site: Site) -> Vigil:
    """One whose rounds the test makes."""
    return Vigil(
        store=site.store,
        incidents=site.incidents,
        links=site.links,
        agreements=site.agreements,
        staff_sessions=site.staff_sessions,
        live=site.live,
    )


async def test_when_all_units_are_clear_the_incident_ends(tmp_path: Path) -> None:
    """Said by the last phone; the record names the rule, and the phone is told."""
    async with running(settings_for(tmp_path / "data", tmp_path)) as site:
        await add_officer(site)
        await site.agreements.set(
            Agreement(
                agency=AGENCY,
                valid_from_s=0.0,
                valid_until_s=time.time() + 10**6,
                designated_persons=(
                    DesignatedPerson(name="Pat", position="", rank="", contact="", supervisor=""),
                ),
                ends_when_units_clear=True,
            ),
            actor=Actor(identity="test", source=Source.COMMAND_LINE),
        )
        async with (
            httpx.AsyncClient(base_url=site.origin) as officer,
            httpx.AsyncClient(base_url=site.origin) as phone,
        ):
            await sign_in(officer)
            shared = await share(officer, "high-school")
            await phone.post("/api/redeem", json={"token": shared["issued"]["url"].partition("#")[2]})
            await vigil_of(site).look()
            assert (await phone.get("/api/permit")).status_code == 200
            assert (await phone.post("/api/permit/clear")).status_code == 204
            await vigil_of(site).look()
            assert (await phone.get("/api/permit")).json()["type"] == "incident-closed"
            (incident,) = (await officer.get("/api/overview")).json()["incidents"]
            assert incident["closed_by"] == "rule: all units are clear"


async def test_who_watches_an_incident_stays_signed_in(tmp_path: Path) -> None:
    """A dispatcher who has not touched the desk's screen for half an hour."""
    async with running(settings_for(tmp_path / "data", tmp_path)) as site:
        await add_officer(site)
        await site.accounts.add(
            username="dee",
            display_name="Dee",
            assignment=Assignment(role=Role.DISPATCHER),
            password=PASSWORD,
            actor=Actor(identity="test", source=Source.COMMAND_LINE),
        )
        async with (
            httpx.AsyncClient(base_url=site.origin) as officer,
            httpx.AsyncClient(base_url=site.origin) as dee,
        ):
            await sign_in(officer)
            incident_id = (await share(officer, "high-school"))["incident"]["incident_id"]
            await dee.post("/api/session", json={"username": "dee", "password": PASSWORD})
            viewer = Viewer(slots=1)
            offer = {"sdp": await viewer.offer(), "slots": []}
            await viewer.close()
            opened = await dee.post("/api/live", params={"incident": incident_id}, json=offer)
            assert opened.status_code == 201, opened.text
            (session,) = [it for it in site.live if it.permit.username == "dee"]
            before = (await site.staff_sessions.get(session.device_id)).session
            idle = replace(before, seen_at_s=before.seen_at_s - IDLE_S + 60)

            async def age(transaction: Transaction) -> None:
                write_session(site.store, transaction, idle)

            await transact(site.store, age)
            await vigil_of(site).look()
            after = (await site.staff_sessions.get(session.device_id)).session
            assert after.valid_until_s >= before.valid_until_s
