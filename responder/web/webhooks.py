"""Calls of other systems that are signed after the Standard Webhooks specification."""

import time
from typing import Any

from litestar import Request

from responder.access.webhook import WebhookCall, WebhookRefused, require_genuine
from responder.web.guards import address_of
from responder.web.site import Site
from responder.web.wire import ProblemType

REFUSALS = (
    ProblemType.BAD_REQUEST,
    ProblemType.WEBHOOK_REFUSED,
    ProblemType.CROSS_SITE,
    ProblemType.TOO_LARGE,
    ProblemType.TOO_MANY_REQUESTS,
    ProblemType.STORE_UNAVAILABLE,
)


async def genuine_call(request: Request[Any, Any, Any], site: Site, key: bytes | None) -> WebhookCall:
    """The call, once its signature and its age are good.

    Raises Refusal for too many, InvalidRequest for malformed headers, or WebhookRefused, also without a key.
    """
    site.limits.hook(address_of(request))
    headers = request.headers
    call = WebhookCall(
        message_id=headers.get("webhook-id", ""),
        timestamp=headers.get("webhook-timestamp", ""),
        signatures=headers.get("webhook-signature", ""),
        body=await request.body(),
    )
    if key is None:
        raise WebhookRefused
    require_genuine(call, key, time.time())
    return call
