"""Still pictures: before a camera's first live frame, and instead of live video where that does not come."""

import time
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from responder.access.errors import NotFound
from responder.live.views import shown_of
from responder.web.errors import documented
from responder.web.guards import VIEWING_REFUSALS, TheViewer, viewing
from responder.web.representation import NOT_MODIFIED, holds
from responder.web.site import TheSite
from responder.web.wire import ProblemType


@get(
    "/api/posters/{camera_id:str}",
    guards=[viewing],
    summary="Latest still picture of a camera",
    description=(
        "WebP, at most 15 KB at 320 px. `X-Captured-At-Ms` is when the camera saw it (Unix time): show its "
        "age, never show it as live. Whoever holds one (`If-None-Match`) and asks again about every second "
        "gets up to two pictures a second, and 304 while there is no newer one. 404 when there is none yet: "
        "asking connects a camera that nobody watches. `X-Map-Version` is the map's that is in place: at "
        "another one than `/api/cameras` told, ask that again."
    ),
    responses=documented(*VIEWING_REFUSALS, ProblemType.NOT_FOUND) | NOT_MODIFIED,
    media_type="image/webp",
    tags=["viewing"],
)
async def poster(
    request: Request[Any, Any, Any], site: TheSite, viewer: TheViewer, camera_id: FromPath[str]
) -> Response[bytes]:
    viewer.require_camera(site, camera_id)
    shown = site.live.cameras.rendition(viewer.permit, camera_id)
    held = request.headers.get("if-none-match", "")
    latest = shown.poster
    if held or latest is None:
        shown.ask_for_poster()
    if latest is None:
        raise NotFound("There is no picture of this camera yet.")
    site.live.stills.shown(viewer.permit, viewer.actor, shown_of(shown), time.time())
    captured_at_ms = str(int(latest.captured_at_s * 1000))
    # A device that may see less than before must not go on showing the whole picture that it holds.
    etag = f'"{captured_at_ms}-masked"' if shown.is_masked else f'"{captured_at_ms}"'
    map_version = site.live.cameras.map_version
    headers = {"X-Captured-At-Ms": captured_at_ms, "ETag": etag, "X-Map-Version": map_version}
    if holds(held, etag):
        return Response(b"", status_code=304, headers=headers, media_type="image/webp")
    return Response(latest.webp, headers=headers, media_type="image/webp")
