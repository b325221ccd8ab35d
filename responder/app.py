"""The whole service in the order in which it starts; it stops in the reverse order."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import structlog
from msgspec.structs import replace

from gis.imdf import read_campus
from responder.access.camera_group import CameraGroups
from responder.addresses import is_address, parse_address, reachable_addresses
from responder.delivery.bandwidth.estimate import BandwidthEstimator
from responder.enforcement import Enforcement
from responder.live.cameras import LiveCameras
from responder.live.sessions import LiveSessions
from responder.marker_relay import MarkerRelay
from responder.media.feeds import Feeds
from responder.parts import Parts
from responder.settings import MediaSettings, ServerSettings, Settings
from responder.standby import Standby
from responder.store.accounts import Accounts
from responder.store.agreements import Agreements
from responder.store.alerts import Alerts
from responder.store.approvals import Approvals
from responder.store.audit import Audit
from responder.store.checkpoints import Checkpoints
from responder.store.child_links import ChildLinks
from responder.store.connection import Store, connect
from responder.store.devices import Devices
from responder.store.disclosures import Disclosures
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.map_keys import MapKeys
from responder.store.markers import Markers
from responder.store.panic_alarms import PanicAlarms
from responder.store.passkeys import PasskeyStore
from responder.store.passwords import Passwords
from responder.store.permits import Permits
from responder.store.redis_server import EmbeddedRedis
from responder.store.second_factors import SecondFactors
from responder.store.secret import load_signing_key
from responder.store.spoken_codes import SpokenCodes
from responder.store.staff_sessions import StaffSessions
from responder.store.timelines import Timelines
from responder.store.waiting_room import WaitingRoom
from responder.transport.peers import Peers, estimator
from responder.transport.port import MediaPort
from responder.vigil import Vigil
from responder.web.application import create_application
from responder.web.basemap import Basemap
from responder.web.layers import Layers
from responder.web.map_check import MapCheck
from responder.web.oidc_provider import OidcProvider
from responder.web.representation import Representation
from responder.web.server import WebServer
from responder.web.shell import load_assets
from responder.web.site import Site
from responder.web.survey import Survey

log = structlog.get_logger(__name__)

# Longer than the audit is patient with a Redis that is away: it then writes what it holds into the log.
_AUDIT_WITHIN_S = 4.0
# Longer than a server is asked before it is killed.
_REDIS_WITHIN_S = 6.0
# Longer than the web waits for its requests, and the feeds for their processes, before they give up.
_PATIENT_WITHIN_S = 3.0


@asynccontextmanager
async def running(
    settings: Settings, estimators: Callable[[bool], BandwidthEstimator] = estimator
) -> AsyncIterator[Site]:
    """The running service, until the block ends; nothing is left running when it cannot start.

    `estimators` is for measurements, see `Peers`.
    Raises ServerError, SurveyError, StoreError or TransportError.
    """
    async with Parts() as parts:
        # Address of the web first: a taken port is the most common mistake, and links carry the port.
        web = WebServer(settings.server)
        parts.at_end("socket of the web server", web.stop)
        server = replace(settings.server, port=web.bind())

        campus = await asyncio.to_thread(read_campus, settings.campus.path)
        store = await _connect_store(settings, parts)
        audit = await parts.start(Audit(store), end_within_s=_AUDIT_WITHIN_S)
        signing_key = await asyncio.to_thread(load_signing_key, server.data_dir)
        checkpoints = await parts.start(Checkpoints(store, audit, signing_key))
        cores = settings.media.transcoding_cores
        feeds = Feeds(settings.cameras, settings.camera_network, transcoding_cores=cores)
        await parts.start(feeds, end_within_s=_PATIENT_WITHIN_S)
        media_port = await parts.start(_media_port(settings.media, server))
        groups = CameraGroups(members=settings.camera_groups)
        cameras, peers = LiveCameras(campus, feeds, groups), Peers(media_port, estimators)
        live = LiveSessions(cameras=cameras, feeds=feeds, peers=peers, record=audit)
        live.start()
        parts.at_end("live sessions", live.stop)

        assets = await asyncio.to_thread(load_assets, server.static_dir)
        survey = Survey(campus, settings.campus.path, former_maps=server.data_dir / "former_maps")
        bound = replace(settings, server=server, media=replace(settings.media, port=media_port.port))
        site = _site(bound, survey, assets, store, audit, checkpoints, feeds, live)
        _follow_changes(site, parts)
        await web.start(create_application(site))
        # On the way down phones are told first, over their control channels. What takes most of the processor
        # ends with that, so that a machine which has none left has some for the rest; then nobody asks.
        parts.at_end("web server", web.stop, within_s=_PATIENT_WITHIN_S)
        parts.at_end("cameras", feeds.disconnect)
        parts.at_end("live sessions", live.stop)
        _log_ready(site)
        yield site


async def serve(settings: Settings, estimators: Callable[[bool], BandwidthEstimator] = estimator) -> None:
    """Runs the service until SIGTERM or SIGINT. Takes and raises what `running` does."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with running(settings, estimators):
        await stopping.wait()
        log.info("stopping")
    log.info("stopped")


async def _connect_store(settings: Settings, parts: Parts) -> Store:
    """On the site's Redis, or on a private one in the data directory that ends with the service."""
    url = settings.store.redis_url
    if url is None:
        redis = EmbeddedRedis(settings.server.data_dir)
        url = (await parts.start(redis, end_within_s=_REDIS_WITHIN_S)).url
    store = connect(url, settings.server.data_dir)
    parts.at_end("store", store.close)
    return store


def _media_port(media: MediaSettings, server: ServerSettings) -> MediaPort:
    return MediaPort(
        bind_addresses=media.bind_addresses or media_addresses(server.host),
        port=media.port,
        public_addresses=media.public_addresses,
    )


def media_addresses(web_host: str) -> tuple[str, ...]:
    """Where video is offered unless the settings say: wherever those can reach who reach the web host."""
    if web_host == "localhost":
        return ("127.0.0.1",)
    if is_address(web_host) and not parse_address(web_host).is_unspecified:
        return (web_host,)
    return reachable_addresses() or ("127.0.0.1",)


def _site(
    settings: Settings,
    survey: Survey,
    assets: Mapping[str, Representation],
    store: Store,
    audit: Audit,
    checkpoints: Checkpoints,
    feeds: Feeds,
    live: LiveSessions,
) -> Site:
    """What the routes work with. `settings` name the ports that were bound."""
    access, groups = settings.access, CameraGroups(members=settings.camera_groups)
    passwords = Passwords()
    staff_sessions = StaffSessions(store, passwords)
    return Site(
        origin=settings.server.origin,
        media_port=settings.media.port,
        access=access,
        survey=survey,
        map_check=MapCheck(settings.server.data_dir / "map_check"),
        layers=Layers(survey, groups),
        basemap=None if settings.campus.basemap is None else Basemap(settings.campus.basemap),
        assets=assets,
        store=store,
        incidents=Incidents(store),
        links=Links(store, requires_agreement=access.requires_agreement),
        child_links=ChildLinks(store, requires_agreement=access.requires_agreement),
        spoken_codes=SpokenCodes(store),
        waiting_room=WaitingRoom(store),
        camera_groups=groups,
        agreements=Agreements(store),
        approvals=Approvals(store),
        panic_alarms=PanicAlarms(store),
        alerts=Alerts(store),
        oidc=None if settings.oidc is None else OidcProvider(settings.oidc),
        second_factors=SecondFactors(store),
        passkeys=PasskeyStore(store),
        audit=audit,
        checkpoints=checkpoints,
        disclosures=Disclosures(audit),
        devices=Devices(store),
        accounts=Accounts(store, passwords),
        map_keys=MapKeys(store),
        markers=Markers(store),
        timelines=Timelines(store),
        staff_sessions=staff_sessions,
        permits=Permits(store, staff_sessions, survey.campus.building_by_id, groups),
        feeds=feeds,
        live=live,
    )


def _follow_changes(site: Site, parts: Parts) -> None:
    """What the store's changes bring about: views end, cameras connect."""
    enforcement = Enforcement(store=site.store, permits=site.permits, live=site.live)
    standby = Standby(store=site.store, incidents=site.incidents, links=site.links, cameras=site.live.cameras)
    parts.keep("enforcement", enforcement.run)
    vigil = Vigil(
        store=site.store,
        incidents=site.incidents,
        links=site.links,
        agreements=site.agreements,
        staff_sessions=site.staff_sessions,
        live=site.live,
    )
    parts.keep("standby", standby.run)
    parts.keep("marker relay", MarkerRelay(store=site.store, live=site.live).run)
    parts.keep("vigil", vigil.run)


def _log_ready(site: Site) -> None:
    if not site.assets:
        log.warning("client_not_built", advice="run `make setup`, then restart")
    log.info(
        "ready",
        address=site.origin,
        media_port=site.media_port,
        campus=site.campus.name,
        cameras=len(site.campus.cameras),
    )
