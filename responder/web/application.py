"""The web application: every route, and what lies around them all."""

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import ASGIApp, Method
from litestar.types.internal_types import PathParameterDefinition

from responder.web import (
    accounts,
    agreements,
    alerts,
    approvals,
    campus,
    chain,
    directory,
    entrances,
    errors,
    grid,
    handing_on,
    health,
    incidents,
    links,
    live,
    maps,
    markers,
    ogc,
    oidc,
    panic,
    passkeys,
    placing,
    posters,
    preflight,
    records,
    redeem,
    routes,
    search,
    second_factors,
    shell,
    sightings,
    snapshots,
    timelines,
    transfers,
    waiting_room,
    watch,
    whep,
)
from responder.web.guards import provide_staff, provide_viewer
from responder.web.headers import SecurityHeaders
from responder.web.map_access import provide_map_reader
from responder.web.request_log import RequestLog
from responder.web.same_origin import SameOrigin
from responder.web.site import Site, provide_site

# The largest thing anybody sends is an SDP offer in JSON.
MAX_BODY_BYTES = 64 * 1024

ROUTES = (
    shell.page,
    shell.asset,
    shell.beside_page,
    health.health,
    accounts.sign_in,
    accounts.me,
    accounts.seen,
    oidc.methods,
    oidc.begin,
    oidc.come_back,
    accounts.sign_out,
    second_factors.begin,
    passkeys.list_own,
    passkeys.begin_adding,
    passkeys.add,
    passkeys.remove,
    passkeys.begin,
    passkeys.sign_in,
    second_factors.confirm,
    directory.list_all,
    directory.add,
    directory.change,
    directory.set_password,
    directory.unlock,
    directory.remove_second_factor,
    directory.remove,
    agreements.list_all,
    agreements.set_agreement,
    agreements.remove,
    approvals.waiting,
    approvals.approve,
    approvals.deny,
    incidents.overview,
    incidents.open_incident,
    incidents.close_incident,
    transfers.successors,
    transfers.transfer,
    links.issue,
    links.extend,
    links.revoke,
    links.remove_device,
    waiting_room.admit,
    waiting_room.turn_away,
    handing_on.hand_on,
    handing_on.hand_on_from_device,
    handing_on.make_spoken_code,
    panic.panic,
    alerts.alert,
    records.disclosures,
    records.disclosures_csv,
    records.disclosures_pdf,
    records.audit,
    chain.chain,
    chain.names,
    redeem.redeem,
    redeem.redeem_spoken,
    redeem.permit,
    redeem.clear,
    watch.watchable,
    watch.cameras,
    posters.poster,
    snapshots.keep,
    markers.list_all,
    markers.place,
    markers.withdraw,
    timelines.of_own,
    timelines.of_incident,
    campus.outline,
    campus.basemap,
    campus.level,
    campus.outdoor,
    campus.blind_spots,
    search.search,
    sightings.of_room,
    sightings.of_point,
    entrances.entrances,
    routes.route,
    grid.squares,
    grid.square,
    grid.reference,
    placing.try_out,
    placing.place,
    maps.check,
    maps.put_in_place,
    preflight.report,
    ogc.landing,
    ogc.api,
    ogc.conformance,
    ogc.collections,
    ogc.collection,
    ogc.items,
    ogc.item,
    live.open_live,
    live.restart_ice,
    live.close_live,
    live.control,
    whep.preflight,
    whep.play,
    whep.change,
    whep.stop,
)


def create_application(site: Site) -> ASGIApp:
    """The whole ASGI application; the site's parts are started and stopped by whoever made them."""
    guarded = SameOrigin(create_litestar(site), own_origin=site.origin)
    return RequestLog(SecurityHeaders(guarded))


def create_litestar(site: Site) -> Litestar:
    """The routes alone."""
    application = Litestar(
        route_handlers=ROUTES,
        dependencies={
            "site": Provide(provide_site, sync_to_thread=False),
            "viewer": Provide(provide_viewer, sync_to_thread=False),
            "staff": Provide(provide_staff, sync_to_thread=False),
            "reader": Provide(provide_map_reader, sync_to_thread=False),
        },
        exception_handlers={Exception: errors.answer, HTTPException: errors.answer},
        request_max_body_size=MAX_BODY_BYTES,
        openapi_config=_openapi_config(),
        logging_config=None,
        debug=False,
    )
    application.state.site = site
    return application


def _openapi_config() -> OpenAPIConfig:
    """The description alone: pages that render it load scripts from elsewhere."""
    return OpenAPIConfig(
        title="responder",
        version="1",
        description=(
            "Live school cameras for first responders. Staff authenticate with the cookie that "
            "`POST /api/session` sets, responders with the one that `POST /api/redeem` sets (or its value as "
            "a bearer token). A browser with both views as the responder; add `?as=staff` to view as staff, "
            "or `?incident=` with the id of an open incident to watch it as whoever is signed in. "
            "Errors are problem details (RFC 9457); `type` is stable. Times are Unix milliseconds."
        ),
        operation_id_creator=_operation_id,
        path="/api/schema",
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        components=Components(
            security_schemes={
                "staff": SecurityScheme(type="apiKey", name="responder-staff", security_scheme_in="cookie"),
                "device": SecurityScheme(type="apiKey", name="responder-device", security_scheme_in="cookie"),
                "bearer": SecurityScheme(type="http", scheme="bearer"),
            }
        ),
    )


def _operation_id(
    handler: HTTPRouteHandler, _method: Method, _path: list[str | PathParameterDefinition]
) -> str:
    """Module and function, such as `links.revoke`: stable when a path changes."""
    module: str = handler.fn.__module__
    return f"{module.rpartition('.')[2]}.{handler.handler_name}"
