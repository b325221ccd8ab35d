"""Announcements: every transaction tells all nodes what changed, so that live views end where they must."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import cast

import msgspec
from msgspec import Struct
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from responder.store.connection import Store

# A silent connection is asked for a sign of life; twice this is what a revocation may take.
_SILENCE_S = 1.0

# Short against the 2 s of a revocation.
_RECONNECT_PAUSE_S = 0.1


class Resync(Struct, frozen=True, kw_only=True, tag="resync"):
    """Anything may have changed unheard: recompute every permit. Comes first and after reconnecting."""


class IncidentChanged(Struct, frozen=True, kw_only=True, tag="incident_changed"):
    incident_id: str


class LinkChanged(Struct, frozen=True, kw_only=True, tag="link_changed"):
    link_id: str
    incident_id: str


class DeviceChanged(Struct, frozen=True, kw_only=True, tag="device_changed"):
    """A device redeemed a link or was removed from one; `link_id` names that link."""

    device_id: str
    link_id: str


class AccountChanged(Struct, frozen=True, kw_only=True, tag="account_changed"):
    """An account, or who is signed in to it, changed."""

    username: str


class MarkersChanged(Struct, frozen=True, kw_only=True, tag="markers_changed"):
    """Somebody placed or withdrew a marker; nobody's access has changed."""

    incident_id: str


class AgreementChanged(Struct, frozen=True, kw_only=True, tag="agreement_changed"):
    """What the district has agreed on with an agency is set anew, or removed."""

    agency: str


Change = (
    Resync
    | IncidentChanged
    | LinkChanged
    | DeviceChanged
    | AccountChanged
    | AgreementChanged
    | MarkersChanged
)


_DECODER: msgspec.json.Decoder[Change] = msgspec.json.Decoder(Change)


def channel(store: Store) -> str:
    return store.key("changes")


async def subscribe(store: Store) -> AsyncGenerator[Change, None]:
    """Every change from now on, without end. Survives restarts of Redis; cancel its consumer to end it."""
    while True:
        pubsub = store.redis.pubsub()
        try:
            await pubsub.subscribe(channel(store))
            async for change in _until_silent(pubsub):
                yield change
        except (RedisError, OSError):
            await asyncio.sleep(_RECONNECT_PAUSE_S)
        finally:
            await pubsub.aclose()  # type: ignore[no-untyped-call] # redis-py left it unannotated


async def _until_silent(pubsub: PubSub) -> AsyncIterator[Change]:
    """The connection's changes; ends when it gives no sign of life for two periods of silence."""
    asked = False
    while True:
        message = await pubsub.get_message(timeout=_SILENCE_S)
        if message is None and asked:
            return
        if message is None:
            await pubsub.ping()
        asked = message is None
        if message is not None and message["type"] == "subscribe":
            yield Resync()
        if message is not None and message["type"] == "message":
            yield decode(cast(bytes, message["data"]))


def encode(change: Change) -> bytes:
    return msgspec.json.encode(change)


def decode(data: bytes) -> Change:
    return _DECODER.decode(data)
