"""Markers come from the store to whoever watches their incident, and stay while the store is away."""

from pathlib import Path

import httpx
import pytest

from responder.app import running
from responder.marker_relay import MarkerRelay
from responder.store.errors import StoreUnavailable
from responder.store.redis_server import EmbeddedRedis
from responder.web.site import Site
from tests.transport.viewer import Viewer
from tests.web.service import add_officer, settings_for, share, sign_in


async def test_a_store_that_is_away_takes_no_marker_off_a_map(tmp_path: Path) -> None:
    """An officer must not read an outage as the casualty being gone."""
    server = EmbeddedRedis(tmp_path / "redis")
    await server.start()
    settings = settings_for(tmp_path / "data", tmp_path, redis_url=server.url)
    try:
        async with running(settings) as site, httpx.AsyncClient(base_url=site.origin) as phone:
            await _watch_an_incident(site, phone)
            (session,) = site.live
            relay = MarkerRelay(store=site.store, live=site.live)
            await relay.look()
            assert site.live.markers.of(session.permit) == ()

            camera = site.campus.cameras_of("high-school")[0]
            spot = {"longitude": camera.longitude, "latitude": camera.latitude}
            await phone.put("/api/markers/marker-of-a-casualty", json={"kind": "casualty", **spot})
            await relay.look()
            marked = site.live.markers.of(session.permit)
            assert [marker.marker_id for marker in marked or ()] == ["marker-of-a-casualty"]

            await server.stop()
            with pytest.raises(StoreUnavailable):
                await relay.look()
            assert site.live.markers.of(session.permit) is marked
            await server.start()
    finally:
        await server.stop()


async def _watch_an_incident(site: Site, phone: httpx.AsyncClient) -> None:
    """A live session by a link to the high school."""
    await add_officer(site)
    async with httpx.AsyncClient(base_url=site.origin) as officer:
        await sign_in(officer)
        shared = await share(officer, "high-school")
    await phone.post("/api/redeem", json={"token": shared["issued"]["url"].partition("#")[2]})
    viewer = Viewer(slots=1)
    answer = await phone.post("/api/live", json={"sdp": await viewer.offer(), "slots": []})
    assert answer.status_code == 201, answer.text
    await viewer.close()
