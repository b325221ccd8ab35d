"""A detector calls (smoke, gunshot, a forced door): an incident opens on the console, nobody is let in."""

from typing import Any

import msgspec
from litestar import Request, post

from responder.access.audit import Actor, Source
from responder.access.errors import InvalidRequest
from responder.store.alerts import Alert
from responder.web.alert_scene import scene_of
from responder.web.errors import documented
from responder.web.guards import address_of
from responder.web.places import require_buildings
from responder.web.site import TheSite
from responder.web.webhooks import REFUSALS, genuine_call
from responder.web.wire_alerts import AlertReceived, DetectorAlert

_decoder = msgspec.json.Decoder(DetectorAlert)


@post(
    "/hooks/alert",
    status_code=200,
    summary="An alert of a detector",
    description=(
        "Signed as a panic alarm is, with the secret for alerts. Opens an incident; while that is open, "
        "further alerts of the same detector and kind for its buildings belong to it. No link is issued: a "
        "person looks, and shares. Calling again with the same id changes nothing. Cameras, and a room or a "
        "point, say where it was raised: phones show these first. What of them is not on the map is named in "
        "`not_understood`; the alert counts for its buildings all the same."
    ),
    responses=documented(*REFUSALS),
    tags=["hooks"],
)
async def alert(request: Request[Any, Any, Any], site: TheSite) -> AlertReceived:
    call = await genuine_call(request, site, site.access.alert_key)
    said = _said(call.body)
    require_buildings(site.campus, said.building_ids)
    alerted, not_understood = scene_of(site.campus, said)
    incident = await site.alerts.receive(
        Alert(
            message_id=call.message_id,
            building_ids=tuple(said.building_ids),
            kind=said.kind,
            reason=said.reason,
            alerted=alerted,
        ),
        actor=Actor(
            identity=f"detector: {said.detector}", source=Source.WEBHOOK, address=address_of(request)
        ),
    )
    return AlertReceived(incident_id=incident.incident_id, not_understood=not_understood)


def _said(body: bytes) -> DetectorAlert:
    """What a genuine call says. Raises InvalidRequest."""
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"The body is no alert: {error}") from error
