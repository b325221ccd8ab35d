"""The operator is told when a site's Redis does not keep what it acknowledges."""

from pathlib import Path

import pytest

from responder.store.durability import durability_warning
from responder.store.redis_server import EmbeddedRedis
from tests.store.conftest import opened


async def test_trusts_the_embedded_redis(own_server: EmbeddedRedis, tmp_path: Path) -> None:
    """It syncs every write."""
    async with opened(own_server, tmp_path) as store:
        assert await durability_warning(store) is None


@pytest.mark.parametrize(("name", "value"), [("appendonly", "no"), ("appendfsync", "everysec")])
async def test_names_the_setting_that_is_wrong(
    own_server: EmbeddedRedis, tmp_path: Path, name: str, value: str
) -> None:
    """So that the operator can set it right."""
    async with opened(own_server, tmp_path) as store:
        await store.redis.config_set(name, value)
        warning = await durability_warning(store)
    assert warning is not None
    assert f"{name} is {value}" in warning


async def test_asks_to_make_sure_where_redis_does_not_tell(own_server: EmbeddedRedis, tmp_path: Path) -> None:
    """Hosted ones often forbid the question."""
    async with opened(own_server, tmp_path) as store:
        await store.redis.execute_command("ACL", "SETUSER", "default", "-config")  # type: ignore[no-untyped-call] # redis-py left it unannotated
        warning = await durability_warning(store)
    assert warning is not None
    assert "make sure" in warning
