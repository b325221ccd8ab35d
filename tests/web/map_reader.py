"""Somebody who reads the map under `/ogc` with a key."""

from responder.access.audit import Actor, Source

from .service import Service

OWN = "elementary-school"
ACTOR = Actor(identity="test", source=Source.COMMAND_LINE)


async def key_for(service: Service, name: str, *building_ids: str) -> str:
    """The secret of a new key, for the whole campus unless buildings are named."""
    _, secret = await service.site.map_keys.issue(
        name, building_ids=building_ids or None, lifetime_s=3600, actor=ACTOR
    )
    return secret
