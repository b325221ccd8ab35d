"""A panic button or an alarm system calls: an incident is open, and agreed agencies have their links."""

from typing import Annotated, Any

import msgspec
from litestar import Request, post
from msgspec import Meta

from responder.access.audit import Actor, Source
from responder.access.errors import InvalidRequest
from responder.access.incident import IncidentKind
from responder.access.webhook import WebhookCall
from responder.live.messages import Id, Message, Text
from responder.store.panic_alarms import Alarm
from responder.web.errors import documented
from responder.web.guards import address_of
from responder.web.links import link_url
from responder.web.places import require_buildings
from responder.web.site import Site, TheSite
from responder.web.webhooks import REFUSALS, genuine_call
from responder.web.wire_records import AlarmLink, AlarmRaised

# Of the record: who calls has a key, but no name.
_IDENTITY = "panic button"


class PanicAlarm(Message, frozen=True, kw_only=True):
    """The body of the call."""

    building_ids: Annotated[list[Id], Meta(min_length=1, max_length=64)]
    kind: IncidentKind = IncidentKind.POLICE
    reason: Text = "Panic button"


_decoder = msgspec.json.Decoder(PanicAlarm)


@post(
    "/hooks/panic",
    status_code=200,
    summary="A panic alarm",
    description=(
        "Signed after the Standard Webhooks specification: headers `webhook-id`, `webhook-timestamp` and "
        "`webhook-signature`, JSON body with `building_ids`, and `kind` and `reason` if they are known. "
        "Calling again with the same id changes nothing. The answer has the links that this call issued, for "
        "the caller to hand to those agencies; they are told once."
    ),
    responses=documented(*REFUSALS),
    tags=["hooks"],
)
async def panic(request: Request[Any, Any, Any], site: TheSite) -> AlarmRaised:
    alarm = _alarm(site, await genuine_call(request, site, site.access.panic_key))
    raised = await site.panic_alarms.receive(
        alarm, actor=Actor(identity=_IDENTITY, source=Source.WEBHOOK, address=address_of(request))
    )
    links = [AlarmLink(agency=link.agency, url=link_url(site.origin, token)) for link, token in raised.issued]
    return AlarmRaised(incident_id=raised.incident.incident_id, links=links)


def _alarm(site: Site, call: WebhookCall) -> Alarm:
    """What a genuine call says. Raises InvalidRequest."""
    try:
        said = _decoder.decode(call.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"The body is no alarm: {error}") from error
    require_buildings(site.campus, said.building_ids)
    return Alarm(
        message_id=call.message_id,
        building_ids=tuple(said.building_ids),
        kind=said.kind,
        reason=said.reason,
    )
