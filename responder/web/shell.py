"""The web client: the same page for everybody, link previews and scanners included; it changes nothing."""

from collections.abc import Mapping
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from litestar import Request, Response, route
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from responder.web.errors import Refusal
from responder.web.guards import who_watches
from responder.web.paced_body import paced
from responder.web.representation import Representation, represent, respond
from responder.web.site import Site, TheSite
from responder.web.wire import ProblemType

Assets = Mapping[str, Representation]
"""Path below the root of the client's build -> file."""

_PAGE = "index.html"
_READ = [HttpMethod.GET, HttpMethod.HEAD]

# Vite puts a hash of the content into the names below assets/.
_IMMUTABLE = "public, max-age=31536000, immutable"

# A page that is a day old may not fit the service any more: always ask, 304 is cheap.
_REVALIDATE = "no-cache"

# A few packets go at once; the code of panels and map, all of it together, takes a weak link seconds.
_LARGE_BYTES = 4_000

# Python's table knows neither, and a wrong type is refused because of `nosniff`.
_TYPES = {".webmanifest": "application/manifest+json", ".mjs": "text/javascript", ".js": "text/javascript"}


def load_assets(directory: Path) -> Assets:
    """Reads and compresses the built client; empty when it is not built."""
    files = (
        path for path in directory.rglob("*") if path.is_file() and path.suffix not in {".br", ".gz", ".map"}
    )
    return {path.relative_to(directory).as_posix(): _load(path) for path in sorted(files)}


def _load(path: Path) -> Representation:
    brotli = path.with_name(f"{path.name}.br")
    return represent(
        path.read_bytes(), _media_type(path), brotli=brotli.read_bytes() if brotli.is_file() else None
    )


def _media_type(path: Path) -> str:
    return _TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"


@route(["/", "/console", "/e"], http_method=_READ, include_in_schema=False)
async def page(request: Request[Any, Any, Any], site: TheSite) -> Response[bytes | None]:
    """One static page for the console and for links; a token stays behind the `#` and is never sent."""
    document = site.assets.get(_PAGE)
    if document is None:
        raise Refusal(
            ProblemType.NOT_BUILT, "Run `make setup` (or `npm ci && npm run build` in static/), then restart."
        )
    return respond(request, document, _REVALIDATE)


@route("/assets/{path:path}", http_method=_READ, include_in_schema=False)
async def asset(
    request: Request[Any, Any, Any], site: TheSite, path: FromPath[str]
) -> Response[bytes | None] | Stream:
    """A file whose name holds a hash of its content; a large one shares the link with pictures."""
    answer = _file(request, site, f"assets/{path.removeprefix('/')}", _IMMUTABLE)
    if not isinstance(answer.content, bytes) or len(answer.content) < _LARGE_BYTES:
        return answer
    device_id = await who_watches(request)
    if device_id is None or not site.live.of_device(device_id):
        return answer
    # A page may ask for the same one twice.
    this_answer = object()
    content = paced(answer.content, lambda: site.live.file_bps(device_id, this_answer))
    return Stream(content, headers=answer.headers, media_type=answer.media_type)


@route("/{file_name:str}", http_method=_READ, include_in_schema=False)
async def beside_page(
    request: Request[Any, Any, Any], site: TheSite, file_name: FromPath[str]
) -> Response[bytes | None]:
    """Icons, the web manifest and the like."""
    return _file(request, site, file_name, _REVALIDATE)


def _file(
    request: Request[Any, Any, Any], site: Site, name: str, cache_control: str
) -> Response[bytes | None]:
    document = site.assets.get(name)
    if document is None:
        raise NotFoundException(detail="")
    return respond(request, document, cache_control)
