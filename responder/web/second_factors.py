"""The second factor of the own account: enrolled with an authenticator, proved from the next sign-in on."""

from typing import Any

from litestar import Request, post
from litestar.params import JSONBody

from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, StaffGuard, TheStaff, address_of
from responder.web.qr import qr_svg
from responder.web.site import TheSite
from responder.web.wire import ProblemType
from responder.web.wire_sign_in import RecoveryCodes, SecondFactorBegun, SecondFactorConfirmation

_REFUSALS = (ProblemType.NOT_SIGNED_IN, *CHANGE_REFUSALS, ProblemType.STORE_UNAVAILABLE)


@post(
    "/api/session/second-factor",
    guards=[StaffGuard()],
    status_code=200,
    summary="Begin to enrol an authenticator",
    description="The secret is in this answer only, and not in force before it was confirmed.",
    responses=documented(*_REFUSALS, ProblemType.ALREADY_EXISTS),
    tags=["staff"],
)
async def begin(site: TheSite, staff: TheStaff) -> SecondFactorBegun:
    uri = await site.second_factors.begin(staff.account.username)
    return SecondFactorBegun(uri=uri, qr_svg=qr_svg(uri))


@post(
    "/api/session/second-factor/confirm",
    guards=[StaffGuard()],
    status_code=200,
    summary="Put the authenticator in force",
    description="With the digits that it shows. The recovery codes are in this answer only.",
    responses=documented(
        *_REFUSALS,
        ProblemType.BAD_REQUEST,
        ProblemType.NOT_FOUND,
        ProblemType.ALREADY_EXISTS,
        ProblemType.SIGN_IN_REFUSED,
        ProblemType.TOO_MANY_REQUESTS,
    ),
    tags=["staff"],
)
async def confirm(
    request: Request[Any, Any, Any],
    site: TheSite,
    staff: TheStaff,
    data: JSONBody[SecondFactorConfirmation],
) -> RecoveryCodes:
    site.limits.sign_in(address_of(request))
    codes = await site.second_factors.confirm(staff.account.username, data.digits, actor=staff.actor)
    return RecoveryCodes(codes=codes)
