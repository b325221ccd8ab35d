"""Whether the service is up, for a load balancer or a watchdog."""

from litestar import get

from responder.store.errors import StoreUnavailable
from responder.web.site import Site, TheSite
from responder.web.wire import Health, StoreHealth


@get(
    "/healthz",
    summary="Health",
    description="200 whenever the service answers: live video goes on while the store is down.",
    tags=["service"],
)
async def health(site: TheSite) -> Health:
    return Health(store=await _store_health(site))


async def _store_health(site: Site) -> StoreHealth:
    try:
        await site.store.ping()
    except StoreUnavailable:
        return StoreHealth.DOWN
    return StoreHealth.UP
