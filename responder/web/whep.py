"""WHEP (draft-ietf-wish-whep), so that standard players can show one camera."""

from typing import Any

from litestar import Request, Response, delete, patch, post, route
from litestar.enums import HttpMethod
from litestar.params import FromPath

from responder.live.messages import LiveRequest, SlotRequest
from responder.web.errors import Refusal, documented
from responder.web.guards import CHANGE_REFUSALS, VIEWING_REFUSALS, TheViewer, viewing
from responder.web.live import LEFT, MAX_FRAGMENT_BYTES, NO_ANSWER, fragment_response, open_session
from responder.web.site import TheSite
from responder.web.text_body import FRAGMENT_TYPE, SDP_TYPE, FragmentOperation, SdpOperation, read_text
from responder.web.wire import ProblemType

# Chromium's largest offers are about 10 KB.
MAX_SDP_BYTES = 32 * 1024

_REFUSALS = (*VIEWING_REFUSALS, *CHANGE_REFUSALS, ProblemType.NOT_FOUND)


@route(
    ["/whep/{camera_id:str}", "/whep/{camera_id:str}/{live_id:str}"],
    http_method=[HttpMethod.OPTIONS],
    summary="What a player may do (CORS preflight)",
    include_in_schema=False,
)
async def preflight() -> Response[None]:
    return Response(
        None,
        status_code=204,
        headers={
            "Accept-Post": SDP_TYPE,
            "Access-Control-Allow-Methods": "OPTIONS, POST, PATCH, DELETE",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
            # Two hours, the most that Chromium keeps.
            "Access-Control-Max-Age": "7200",
        },
    )


@post(
    "/whep/{camera_id:str}",
    guards=[viewing],
    summary="Play a camera",
    description=(
        "Body and answer are `application/sdp`. `Location` names the session, `ETag` its ICE session. "
        "Authenticate with the device's cookie or with `Authorization: Bearer` and the same secret."
    ),
    responses=documented(
        *_REFUSALS,
        ProblemType.BAD_SDP,
        ProblemType.NOT_ACCEPTABLE,
        ProblemType.UNSUPPORTED_MEDIA_TYPE,
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.BUSY,
    ),
    media_type=SDP_TYPE,
    operation_class=SdpOperation,
    tags=["whep"],
)
async def play(
    request: Request[Any, Any, Any],
    site: TheSite,
    viewer: TheViewer,
    camera_id: FromPath[str],
) -> Response[str]:
    viewer.require_camera(site, camera_id)
    if not _accepts_sdp(request.headers.get("accept", "*/*")):
        raise Refusal(ProblemType.NOT_ACCEPTABLE, f"The answer is {SDP_TYPE}.")
    offer = await read_text(request, SDP_TYPE, MAX_SDP_BYTES)
    slot = SlotRequest(slot=0, camera_id=camera_id, focused=True)
    session = await open_session(site, viewer, LiveRequest(sdp=offer, slots=[slot]))
    return Response(
        session.answer_sdp,
        status_code=201,
        headers={
            "Location": f"/whep/{camera_id}/{session.live_id}",
            "ETag": site.whep.begin(session),
            "Accept-Patch": FRAGMENT_TYPE,
        },
        media_type=SDP_TYPE,
    )


@patch(
    "/whep/{camera_id:str}/{live_id:str}",
    guards=[viewing],
    summary="Trickle candidates or restart ICE",
    description=f"`{FRAGMENT_TYPE}` with `If-Match`: the session's ETag, or `*` to restart the current one.",
    responses=documented(
        *_REFUSALS,
        ProblemType.BAD_SDP,
        ProblemType.PRECONDITION_FAILED,
        ProblemType.PRECONDITION_REQUIRED,
        ProblemType.UNSUPPORTED_MEDIA_TYPE,
    )
    | NO_ANSWER,
    media_type=FRAGMENT_TYPE,
    operation_class=FragmentOperation,
    tags=["whep"],
)
async def change(
    request: Request[Any, Any, Any],
    site: TheSite,
    viewer: TheViewer,
    camera_id: FromPath[str],
    live_id: FromPath[str],
) -> Response[str | None]:
    viewer.require_camera(site, camera_id)
    session = site.live.get(live_id, viewer.permit.device_id)
    fragment = await read_text(request, FRAGMENT_TYPE, MAX_FRAGMENT_BYTES)
    answer, tag = site.whep.patch(session, fragment, request.headers.get("if-match"))
    return fragment_response(answer, {"ETag": tag})


@delete(
    "/whep/{camera_id:str}/{live_id:str}",
    guards=[viewing],
    status_code=200,
    summary="Stop playing",
    description="The video stops before this is answered.",
    responses=documented(*_REFUSALS),
    tags=["whep"],
)
async def stop(
    site: TheSite,
    viewer: TheViewer,
    camera_id: FromPath[str],
    live_id: FromPath[str],
) -> None:
    viewer.require_camera(site, camera_id)
    site.live.get(live_id, viewer.permit.device_id).end(LEFT)


def _accepts_sdp(accept: str) -> bool:
    ranges = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return not ranges.isdisjoint({SDP_TYPE, "application/*", "*/*", ""})
