"""Who can sign in: accounts, managed by a district administrator."""

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from responder.access.account import Account, Assignment
from responder.access.errors import InvalidRequest
from responder.access.policy import Action
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, STAFF_REFUSALS, Staff, StaffGuard, TheStaff
from responder.web.site import Site, TheSite
from responder.web.wire import ProblemType
from responder.web.wire_records import AccountChange, AccountRequest, AccountView, PasswordRequest

_GUARDS = [StaffGuard(Action.MANAGE_ACCOUNTS)]
_REFUSALS = (*STAFF_REFUSALS, *CHANGE_REFUSALS, ProblemType.NOT_FOUND)


@get(
    "/api/accounts",
    guards=_GUARDS,
    summary="All accounts",
    responses=documented(*STAFF_REFUSALS),
    tags=["accounts"],
)
async def list_all(site: TheSite) -> list[AccountView]:
    return [await _view(site, account) for account in await site.accounts.list_all()]


@post(
    "/api/accounts",
    guards=_GUARDS,
    summary="Add an account",
    responses=documented(
        *STAFF_REFUSALS, *CHANGE_REFUSALS, ProblemType.BAD_REQUEST, ProblemType.ALREADY_EXISTS
    ),
    tags=["accounts"],
)
async def add(site: TheSite, staff: TheStaff, data: JSONBody[AccountRequest]) -> AccountView:
    _require_on_map(site, data)
    account = await site.accounts.add(
        username=data.username,
        display_name=data.display_name,
        assignment=_assignment(data),
        password=data.password,
        actor=staff.actor,
    )
    return await _view(site, account)


@put(
    "/api/accounts/{username:str}",
    guards=_GUARDS,
    summary="Change an account's role and scope",
    description="Whoever is signed in to it goes on with what the account may do now.",
    responses=documented(*_REFUSALS, ProblemType.BAD_REQUEST),
    tags=["accounts"],
)
async def change(
    site: TheSite, staff: TheStaff, username: FromPath[str], data: JSONBody[AccountChange]
) -> AccountView:
    _require_on_map(site, data)
    if _is_own(staff, username) and data.role is not staff.account.role:
        raise InvalidRequest("Nobody changes the own role: another administrator does.")
    account = await site.accounts.change(
        username,
        display_name=data.display_name,
        assignment=_assignment(data),
        actor=staff.actor,
    )
    return await _view(site, account)


@post(
    "/api/accounts/{username:str}/password",
    guards=_GUARDS,
    status_code=204,
    summary="Set a new password",
    description="Whoever is signed in to the account is signed out.",
    responses=documented(*_REFUSALS, ProblemType.BAD_REQUEST),
    tags=["accounts"],
)
async def set_password(
    site: TheSite, staff: TheStaff, username: FromPath[str], data: JSONBody[PasswordRequest]
) -> None:
    await site.accounts.set_password(username, data.password, actor=staff.actor)


@post(
    "/api/accounts/{username:str}/unlock",
    guards=_GUARDS,
    status_code=204,
    summary="Unlock an account",
    description="After too many failed sign-ins.",
    responses=documented(*_REFUSALS),
    tags=["accounts"],
)
async def unlock(site: TheSite, staff: TheStaff, username: FromPath[str]) -> None:
    await site.accounts.unlock(username, actor=staff.actor)


@delete(
    "/api/accounts/{username:str}/second-factor",
    guards=_GUARDS,
    summary="Remove an account's second factor",
    description="For a lost phone and a lost paper.",
    responses=documented(*_REFUSALS),
    tags=["accounts"],
)
async def remove_second_factor(site: TheSite, staff: TheStaff, username: FromPath[str]) -> None:
    await site.second_factors.remove(username, actor=staff.actor)


@delete(
    "/api/accounts/{username:str}",
    guards=_GUARDS,
    summary="Remove an account",
    description="Whoever is signed in to it is signed out, and sees nothing any more.",
    responses=documented(*_REFUSALS, ProblemType.BAD_REQUEST),
    tags=["accounts"],
)
async def remove(site: TheSite, staff: TheStaff, username: FromPath[str]) -> None:
    if _is_own(staff, username):
        raise InvalidRequest("Nobody removes the own account: another administrator does.")
    await site.accounts.remove(username, actor=staff.actor)


def _is_own(staff: Staff, username: str) -> bool:
    return username.strip().casefold() == staff.account.username


async def _view(site: Site, account: Account) -> AccountView:
    return AccountView(
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        building_ids=sorted(account.building_ids),
        camera_ids=sorted(account.camera_ids),
        camera_groups=sorted(account.camera_groups),
        agency=account.agency,
        has_second_factor=await site.second_factors.is_required(account.username),
    )


def _assignment(data: AccountRequest | AccountChange) -> Assignment:
    return Assignment(
        role=data.role,
        building_ids=frozenset(data.building_ids),
        camera_ids=frozenset(data.camera_ids),
        camera_groups=frozenset(data.camera_groups),
        agency=data.agency,
    )


def _require_on_map(site: Site, data: AccountRequest | AccountChange) -> None:
    """A typing error must not become an account that sees nothing. Raises InvalidRequest."""
    site.camera_groups.require_known(data.camera_groups)
    unknown = [it for it in data.building_ids if it not in site.campus.building_by_id]
    unknown += [it for it in data.camera_ids if it not in site.campus.camera_by_id]
    if unknown:
        raise InvalidRequest(f"{unknown[0]!r} is not on the map.")
