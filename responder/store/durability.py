"""Does this Redis keep what it acknowledges? The embedded one does; a site's own is asked."""

from redis.exceptions import ResponseError

from responder.store.connection import Store

_WANTED = {"appendonly": "yes", "appendfsync": "always"}


async def durability_warning(store: Store) -> str | None:
    """A sentence for the operator when a crash of Redis could lose acknowledged records; None when it cannot.

    Raises StoreUnavailable.
    """
    found = await store.patiently(lambda: _settings(store))
    if found is None:
        return "Redis does not tell its settings: make sure that appendonly is yes and appendfsync is always."
    wrong = [
        f"{name} is {found.get(name, 'unknown')} instead of {wanted}"
        for name, wanted in _WANTED.items()
        if found.get(name) != wanted
    ]
    return f"Redis may lose acknowledged records when it crashes: {' and '.join(wrong)}." if wrong else None


async def _settings(store: Store) -> dict[str | None, str | None] | None:
    """None when the Redis of a hosting company refuses to tell."""
    try:
        return dict(await store.redis.config_get("append*"))
    except ResponseError:
        return None
