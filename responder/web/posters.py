"""Still pictures, so that a phone shows every camera before the first live frame."""

from litestar import Response, get
from litestar.params import FromPath

from responder.access.errors import NotFound
from responder.web.errors import documented
from responder.web.guards import VIEWING_REFUSALS, TheViewer, viewing
from responder.web.site import TheSite
from responder.web.wire import ProblemType


@get(
    "/api/posters/{camera_id:str}",
    guards=[viewing],
    summary="Latest still picture of a camera",
    description=(
        "WebP, at most 15 KB at 320 px. `X-Captured-At-Ms` is when the camera saw it (Unix time): show its "
        "age, never show it as live. 404 when there is no picture yet."
    ),
    responses=documented(*VIEWING_REFUSALS, ProblemType.NOT_FOUND),
    media_type="image/webp",
    tags=["viewing"],
)
async def poster(site: TheSite, viewer: TheViewer, camera_id: FromPath[str]) -> Response[bytes]:
    viewer.require_camera(site, camera_id)
    latest = site.feeds.feed(camera_id).poster
    if latest is None:
        raise NotFound("There is no picture of this camera yet.")
    headers = {"X-Captured-At-Ms": str(int(latest.captured_at_s * 1000)), "Cache-Control": "no-store"}
    return Response(latest.webp, headers=headers, media_type="image/webp")
