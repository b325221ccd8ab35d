"""Every error that a request can meet, as a problem (RFC 9457): one table, nothing else decides a status."""

from collections.abc import Mapping
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi import ResponseSpec
from msgspec import Struct, structs

from gis.export.feature_query import QueryError
from gis.export.features import UnknownFeature
from gis.grid import GridError
from gis.way import NoRouteError
from responder.access import errors as access
from responder.access.agreement import AgreementBroken
from responder.access.marker_board import TooManyMarkers
from responder.access.pin import PinLocked, PinRequired, PinWrong
from responder.access.second_factor import SecondFactorRequired
from responder.access.spoken_code import CodesLocked
from responder.access.webhook import WebhookRefused
from responder.live.errors import TooManyLiveSessions, UnknownLiveSession
from responder.media.errors import UnknownCamera
from responder.store.errors import AuditBacklogFull, StoreDamaged, StoreUnavailable
from responder.transport.errors import SdpError, TooManyHandshakes
from responder.web.oidc_provider import ProviderUnavailable
from responder.web.survey import CampusReadOnly
from responder.web.views import to_ms
from responder.web.wire import Problem, ProblemType

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"


class Refusal(Exception):
    """A request that this package itself refuses; `detail` is for the person or program that sent it."""

    def __init__(
        self, problem_type: ProblemType, detail: str = "", *, retry_after_s: int | None = None
    ) -> None:
        super().__init__(detail)
        self.problem_type = problem_type
        self.retry_after_s = retry_after_s


class Row(Struct, frozen=True):
    """How one type of problem is answered, and the exceptions that mean it."""

    status: int
    title: str
    errors: tuple[type[Exception], ...] = ()


TABLE: Mapping[ProblemType, Row] = {
    # Msgspec says RecursionError of JSON that is nested a thousand deep; nothing here recurses by itself.
    ProblemType.BAD_REQUEST: Row(
        400, "The request is malformed.", (access.InvalidRequest, QueryError, RecursionError)
    ),
    ProblemType.BAD_SDP: Row(400, "The session description cannot be answered.", (SdpError,)),
    ProblemType.NOT_SIGNED_IN: Row(401, "Nobody is signed in.", (access.NotSignedIn,)),
    ProblemType.SIGN_IN_REFUSED: Row(401, "The sign-in was refused.", (access.SignInRefused,)),
    ProblemType.SECOND_FACTOR_REQUIRED: Row(401, "A second factor is asked for.", (SecondFactorRequired,)),
    ProblemType.WEBHOOK_REFUSED: Row(401, "The call is not genuine.", (WebhookRefused,)),
    ProblemType.AGREEMENT_BROKEN: Row(403, "The agreement does not allow this.", (AgreementBroken,)),
    ProblemType.PIN_REQUIRED: Row(403, "The link asks for a PIN.", (PinRequired,)),
    ProblemType.PIN_WRONG: Row(403, "The PIN is wrong.", (PinWrong,)),
    ProblemType.NOT_ALLOWED: Row(403, "This is not allowed.", (access.NotAllowed,)),
    ProblemType.CROSS_SITE: Row(403, "The request comes from another site."),
    ProblemType.LINK_PENDING: Row(403, "The link waits for approval.", (access.LinkPending,)),
    ProblemType.LINK_UPCOMING: Row(403, "The link has not begun.", (access.LinkUpcoming,)),
    ProblemType.DEVICE_LIMIT: Row(403, "The link is full.", (access.DeviceLimitReached,)),
    ProblemType.DEVICE_REMOVED: Row(403, "The device was removed.", (access.DeviceRemoved,)),
    ProblemType.NOT_FOUND: Row(
        404,
        "There is no such thing.",
        (access.NotFound, UnknownCamera, UnknownLiveSession, GridError, UnknownFeature),
    ),
    ProblemType.LINK_UNKNOWN: Row(404, "The link is not valid.", (access.LinkUnknown,)),
    ProblemType.NO_ROUTE: Row(404, "There is no way.", (NoRouteError,)),
    ProblemType.METHOD_NOT_ALLOWED: Row(405, "This method is not available here."),
    ProblemType.NOT_ACCEPTABLE: Row(406, "None of the accepted media types is available."),
    ProblemType.ALREADY_EXISTS: Row(409, "It exists already.", (access.AlreadyExists,)),
    ProblemType.TOO_MANY_MARKERS: Row(409, "There are too many markers.", (TooManyMarkers,)),
    ProblemType.LINK_REVOKED: Row(410, "The link was ended.", (access.LinkRevoked,)),
    ProblemType.LINK_EXPIRED: Row(410, "The link has expired.", (access.LinkExpired,)),
    ProblemType.INCIDENT_CLOSED: Row(410, "The incident is closed.", (access.IncidentClosed,)),
    ProblemType.PRECONDITION_FAILED: Row(412, "The session has changed since."),
    ProblemType.TOO_LARGE: Row(413, "The request is too large."),
    ProblemType.UNSUPPORTED_MEDIA_TYPE: Row(415, "This media type is not understood here."),
    ProblemType.PRECONDITION_REQUIRED: Row(428, "The request must name the session that it changes."),
    ProblemType.ACCOUNT_LOCKED: Row(429, "The account is locked.", (access.AccountLocked,)),
    ProblemType.CODES_LOCKED: Row(429, "Too many wrong codes.", (CodesLocked,)),
    ProblemType.PIN_LOCKED: Row(429, "Too many wrong PINs.", (PinLocked,)),
    ProblemType.TOO_MANY_REQUESTS: Row(429, "Too many requests.", (TooManyLiveSessions,)),
    ProblemType.INTERNAL: Row(500, "The service has failed."),
    ProblemType.STORE_DAMAGED: Row(500, "A record is damaged.", (StoreDamaged,)),
    ProblemType.BUSY: Row(503, "The service is at its limit.", (TooManyHandshakes,)),
    ProblemType.CAMPUS_READ_ONLY: Row(503, "The map cannot be changed.", (CampusReadOnly,)),
    ProblemType.PROVIDER_UNAVAILABLE: Row(
        503, "The identity provider is not available.", (ProviderUnavailable,)
    ),
    ProblemType.NOT_BUILT: Row(503, "The web client is not built."),
    ProblemType.STORE_UNAVAILABLE: Row(
        503, "The store is not available.", (StoreUnavailable, AuditBacklogFull)
    ),
}

_TYPE_OF_ERROR = {error: problem_type for problem_type, row in TABLE.items() for error in row.errors}

# Errors whose text is for the operator's log: it names keys of the store, or addresses.
_INSIDE = frozenset({StoreDamaged, ProviderUnavailable})

# The framework's own refusals carry only a status.
_TYPE_OF_STATUS = {
    400: ProblemType.BAD_REQUEST,
    401: ProblemType.NOT_SIGNED_IN,
    403: ProblemType.NOT_ALLOWED,
    404: ProblemType.NOT_FOUND,
    405: ProblemType.METHOD_NOT_ALLOWED,
    413: ProblemType.TOO_LARGE,
    415: ProblemType.UNSUPPORTED_MEDIA_TYPE,
    429: ProblemType.TOO_MANY_REQUESTS,
}

# What a client may try again, and after how long.
_RETRY_AFTER_S = {
    ProblemType.BUSY: "5",
    ProblemType.STORE_UNAVAILABLE: "2",
    ProblemType.TOO_MANY_REQUESTS: "10",
}


def problem_of(error: Exception) -> Problem:
    """The problem that an exception means; an unknown one is ours, and its text stays inside."""
    if isinstance(error, Refusal):
        return problem(error.problem_type, str(error))
    if isinstance(error, HTTPException):
        return problem(_TYPE_OF_STATUS.get(error.status_code, ProblemType.INTERNAL), _framework_detail(error))
    if isinstance(error, access.LinkUpcoming) and error.begins_at_s is not None:
        early = problem(ProblemType.LINK_UPCOMING, str(error))
        return structs.replace(early, opens_at_ms=to_ms(error.begins_at_s))
    for kind in type(error).__mro__:
        if kind in _TYPE_OF_ERROR:
            return problem(_TYPE_OF_ERROR[kind], "" if kind in _INSIDE else str(error))
    return problem(ProblemType.INTERNAL)


def problem(problem_type: ProblemType, detail: str = "") -> Problem:
    """A problem with the status and title of the table."""
    row = TABLE[problem_type]
    return Problem(type=problem_type, title=row.title, status=row.status, detail=detail)


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The exception handler of every route."""
    found = problem_of(error)
    if found.status == 500:
        log.error("request_failed", path=request.url.path, exc_info=error)
    headers: dict[str, str] = {}
    if found.status == 401:
        # Players that speak bearer tokens look for this (RFC 6750 3); browsers show nothing for it.
        headers["WWW-Authenticate"] = 'Bearer realm="responder"'
    if found.type in _RETRY_AFTER_S:
        headers["Retry-After"] = _RETRY_AFTER_S[found.type]
    headers |= _headers_of(error)
    return Response(
        msgspec.json.encode(found), status_code=found.status, headers=headers, media_type=MEDIA_TYPE
    )


def documented(*problem_types: ProblemType) -> dict[int, ResponseSpec]:
    """OpenAPI's description of the problems that a route may answer with."""
    specs: dict[int, ResponseSpec] = {}
    for status in sorted({TABLE[problem_type].status for problem_type in problem_types}):
        meanings = [f"`{one}`: {TABLE[one].title}" for one in problem_types if TABLE[one].status == status]
        specs[status] = ResponseSpec(
            Problem, generate_examples=False, description=" ".join(meanings), media_type=MEDIA_TYPE
        )
    return specs


def _headers_of(error: Exception) -> dict[str, str]:
    if isinstance(error, Refusal) and error.retry_after_s is not None:
        return {"Retry-After": str(error.retry_after_s)}
    return dict(error.headers or {}) if isinstance(error, HTTPException) else {}


def _framework_detail(error: HTTPException) -> str:
    """Litestar puts the fields that it refused into `extra`."""
    fields = error.extra if isinstance(error.extra, list) else []
    named = [f"{field.get('key', 'body')}: {field['message']}" for field in fields if "message" in field]
    return "; ".join(named) or error.detail
