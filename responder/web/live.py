"""Live sessions: a phone's offer is answered here, and its slots are steered over the control channel."""

from collections.abc import Iterable
from typing import Any

from litestar import Request, Response, delete, patch, post, websocket
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody

from responder.access.errors import AccessDenied
from responder.live.errors import TooManyLiveSessions
from responder.live.first_slots import first_slots
from responder.live.messages import FirstAnswer, FirstOffer, LiveAnswer, LiveEnded, LiveRequest
from responder.live.session import LiveSession
from responder.store.errors import StoreError
from responder.transport.errors import SdpError, TooManyHandshakes
from responder.web.control import Socket
from responder.web.errors import Refusal, documented
from responder.web.guards import CHANGE_REFUSALS, VIEWING_REFUSALS, TheViewer, Viewer, viewing
from responder.web.site import Site, TheSite
from responder.web.text_body import FRAGMENT_TYPE, FragmentOperation, read_text
from responder.web.wire import ProblemType

# A fragment holds two credentials and some candidates.
MAX_FRAGMENT_BYTES = 8 * 1024

# What the control channel of a session says last when its own phone asked for the end.
LEFT = LiveEnded(reason="closed-by-phone", detail="The live session was closed.")

# For the description of the routes that answer fragments.
NO_ANSWER = {204: ResponseSpec(None, generate_examples=False, description="Nothing to answer.")}

_REFUSALS = (*VIEWING_REFUSALS, *CHANGE_REFUSALS)


@post(
    "/api/live",
    guards=[viewing],
    summary="Open a live session",
    description=(
        "Answers an SDP offer with one receive-only H.264 video m-line per slot. The answer holds all "
        "candidates; there is nothing to gather. Slots of cameras that the permit does not cover stay dark "
        "and say so on the control channel."
    ),
    responses=documented(
        *_REFUSALS,
        ProblemType.BAD_REQUEST,
        ProblemType.BAD_SDP,
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.BUSY,
    ),
    tags=["viewing"],
)
async def open_live(site: TheSite, viewer: TheViewer, data: JSONBody[LiveRequest]) -> Response[LiveAnswer]:
    session = await open_session(site, viewer, data)
    return Response(
        LiveAnswer(live_id=session.live_id, sdp=session.answer_sdp),
        status_code=201,
        headers={"Location": f"/api/live/{session.live_id}"},
    )


@patch(
    "/api/live/{live_id:str}",
    guards=[viewing],
    summary="Restart ICE",
    description=(
        f"Body and answer are `{FRAGMENT_TYPE}` (RFC 8840). A fragment with new credentials is answered with "
        "ours, 200; one with candidates only needs no answer, 204. Encryption and slots stay as they are."
    ),
    responses=documented(
        *_REFUSALS,
        ProblemType.BAD_SDP,
        ProblemType.NOT_FOUND,
        ProblemType.UNSUPPORTED_MEDIA_TYPE,
    )
    | NO_ANSWER,
    media_type=FRAGMENT_TYPE,
    operation_class=FragmentOperation,
    tags=["viewing"],
)
async def restart_ice(
    request: Request[Any, Any, Any],
    site: TheSite,
    viewer: TheViewer,
    live_id: FromPath[str],
) -> Response[str | None]:
    session = site.live.get(live_id, viewer.permit.device_id)
    return fragment_response(session.restart_ice(await read_text(request, FRAGMENT_TYPE, MAX_FRAGMENT_BYTES)))


@delete(
    "/api/live/{live_id:str}",
    guards=[viewing],
    summary="End a live session",
    description="The video stops before this is answered.",
    responses=documented(*_REFUSALS, ProblemType.NOT_FOUND),
    tags=["viewing"],
)
async def close_live(site: TheSite, viewer: TheViewer, live_id: FromPath[str]) -> None:
    site.live.get(live_id, viewer.permit.device_id).end(LEFT)


@websocket("/api/live/{live_id:str}/control", guards=[viewing])
async def control(socket: Socket, site: TheSite, viewer: TheViewer, live_id: FromPath[str]) -> None:
    """Messages are `ClientMessage` and `ServerMessage` as JSON text; the last one says why it ended."""
    session = site.live.get(live_id, viewer.permit.device_id)
    await socket.accept()
    await site.control.serve(socket, session)


async def open_session(site: Site, viewer: Viewer, request: LiveRequest) -> LiveSession:
    """A session that no revocation has missed.

    A link may have ended while the request was under way, when there was no session for enforcement to end.
    What happens once the session exists is enforced; what happened before, the store knows.
    """
    site.limits.open_live(viewer.permit.device_id)
    session = site.live.create(viewer.permit, viewer.actor, request)
    try:
        await viewer.confirm(site)
    except (AccessDenied, StoreError):
        session.end(LEFT)
        raise
    return session


async def open_first(
    site: Site, viewer: Viewer, offer: FirstOffer, camera_ids: Iterable[str]
) -> FirstAnswer | None:
    """The session that begins with the tap on a link to these cameras, the alerted ones first.

    None when it cannot be opened: the link is open all the same, and the phone is told why when it asks for
    a session by itself. Raises the AccessDenied or StoreError that ends the access.
    """
    slots = first_slots(camera_ids, offer)
    try:
        session = await open_session(site, viewer, LiveRequest(sdp=offer.sdp, slots=slots))
    except (Refusal, SdpError, TooManyHandshakes, TooManyLiveSessions):
        return None
    return FirstAnswer(live_id=session.live_id, sdp=session.answer_sdp, slots=slots)


def fragment_response(fragment: str, headers: dict[str, str] | None = None) -> Response[str | None]:
    """200 with the answering fragment, or 204 when there is nothing to answer."""
    if not fragment:
        return Response(None, status_code=204, headers=headers)
    return Response(fragment, status_code=200, headers=headers, media_type=FRAGMENT_TYPE)
