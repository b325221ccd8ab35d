"""Signing in and out."""

from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.params import JSONBody

from responder.access import policy
from responder.access.account import Account
from responder.access.policy import Action
from responder.access.session import ABSOLUTE_S
from responder.web import cookies
from responder.web.cookies import Credential
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, StaffGuard, TheStaff, address_of, label_of
from responder.web.site import TheSite
from responder.web.wire import ProblemType
from responder.web.wire_sign_in import Me, SignIn


@post(
    "/api/session",
    status_code=200,
    summary="Sign in",
    description="Sets the staff cookie. Five wrong passwords within 15 minutes lock the account for as long.",
    responses=documented(
        *CHANGE_REFUSALS,
        ProblemType.BAD_REQUEST,
        ProblemType.SIGN_IN_REFUSED,
        ProblemType.SECOND_FACTOR_REQUIRED,
        ProblemType.ACCOUNT_LOCKED,
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.STORE_UNAVAILABLE,
    ),
    tags=["staff"],
)
async def sign_in(request: Request[Any, Any, Any], site: TheSite, data: JSONBody[SignIn]) -> Response[Me]:
    site.limits.sign_in(address_of(request))
    signed_in, secret = await site.staff_sessions.sign_in(
        data.username,
        data.password,
        second=data.second_factor,
        at_terminal=data.at_terminal,
        label=label_of(request),
        address=address_of(request),
    )
    cookie = cookies.grant(request, Credential.STAFF, secret, max_age_s=int(ABSOLUTE_S))
    return Response(me_view(signed_in.account), cookies=[cookie])


@get(
    "/api/session",
    guards=[StaffGuard()],
    summary="Who is signed in",
    responses=documented(ProblemType.NOT_SIGNED_IN, ProblemType.STORE_UNAVAILABLE),
    tags=["staff"],
)
async def me(staff: TheStaff) -> Me:
    return me_view(staff.account)


@post(
    "/api/session/seen",
    guards=[StaffGuard()],
    status_code=204,
    summary="Somebody is there",
    description=(
        "The page says so when it is touched, at most once a minute: without it, and without a change or an "
        "open incident on the screen, the session is over after 30 minutes."
    ),
    responses=documented(ProblemType.NOT_SIGNED_IN, *CHANGE_REFUSALS, ProblemType.STORE_UNAVAILABLE),
    tags=["staff"],
)
async def seen(staff: TheStaff) -> None:
    """The guard has touched the session, as it does with every change."""


@delete(
    "/api/session",
    status_code=204,
    summary="Sign out",
    description="Also without a session: then there is nothing to end.",
    responses=documented(*CHANGE_REFUSALS, ProblemType.STORE_UNAVAILABLE),
    tags=["staff"],
)
async def sign_out(request: Request[Any, Any, Any], site: TheSite) -> Response[None]:
    secret = cookies.read(request, Credential.STAFF)
    if secret is not None:
        await site.staff_sessions.sign_out(secret)
    return Response(None, status_code=204, cookies=[cookies.withdraw(request, Credential.STAFF)])


def me_view(account: Account) -> Me:
    """What the page is told of whoever signed in."""
    return Me(
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        may=[action for action in Action if policy.may(account.role, action)],
    )
