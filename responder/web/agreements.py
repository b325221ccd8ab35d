"""What the district and the agencies have agreed on, as data (N.J.S.A. 18A:41-9)."""

from litestar import delete, get, put
from litestar.params import FromPath, JSONBody

from responder.access import policy
from responder.access.agreement import Agreement, DesignatedPerson
from responder.access.errors import InvalidRequest
from responder.access.link import same_agency
from responder.access.policy import Action
from responder.store.records import normalised
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, STAFF_REFUSALS, StaffGuard, TheStaff
from responder.web.site import Site, TheSite
from responder.web.views import to_ms
from responder.web.wire import ProblemType
from responder.web.wire_records import AgreementView, Clause, DesignatedPersonView


@get(
    "/api/agreements",
    guards=[StaffGuard(Action.ISSUE_LINK)],
    summary="All agreements with agencies",
    responses=documented(*STAFF_REFUSALS),
    tags=["agreements"],
)
async def list_all(site: TheSite) -> list[AgreementView]:
    return [_view(agreement) for agreement in await site.agreements.list_all()]


@put(
    "/api/agreements/{agency:str}",
    guards=[StaffGuard(Action.MANAGE_AGREEMENTS)],
    status_code=204,
    summary="Set the agreement with an agency",
    description="In place of the one before. Links that are out already keep what they were issued with.",
    responses=documented(*STAFF_REFUSALS, *CHANGE_REFUSALS, ProblemType.BAD_REQUEST),
    tags=["agreements"],
)
async def set_agreement(
    site: TheSite, staff: TheStaff, agency: FromPath[str], data: JSONBody[AgreementView]
) -> None:
    if not same_agency(agency, data.agency):
        raise InvalidRequest("The address and the agreement name different agencies.")
    site.camera_groups.require_known(data.camera_groups)
    agreement = _agreement(data)
    await _require_approvers(site, agreement)
    await site.agreements.set(agreement, actor=staff.actor)


@delete(
    "/api/agreements/{agency:str}",
    guards=[StaffGuard(Action.MANAGE_AGREEMENTS)],
    summary="Remove the agreement with an agency",
    responses=documented(*STAFF_REFUSALS, *CHANGE_REFUSALS, ProblemType.NOT_FOUND),
    tags=["agreements"],
)
async def remove(site: TheSite, staff: TheStaff, agency: FromPath[str]) -> None:
    await site.agreements.remove(agency, actor=staff.actor)


async def _require_approvers(site: Site, agreement: Agreement) -> None:
    """A typing error must not become a link that nobody can approve. Raises InvalidRequest."""
    known = {account.username: account for account in await site.accounts.list_all()}
    for username in sorted(agreement.approvers):
        if username not in known or not policy.may(known[username].role, Action.ISSUE_LINK):
            raise InvalidRequest(f"{username!r} is no account of somebody who may open links.")


def _agreement(data: AgreementView) -> Agreement:
    persons = tuple(
        DesignatedPerson(
            name=it.name,
            position=it.position,
            rank=it.rank,
            contact=it.contact,
            supervisor=it.supervisor,
            username=normalised(it.username),
        )
        for it in data.designated_persons
    )
    return Agreement(
        agency=data.agency.strip(),
        valid_from_s=data.valid_from_ms / 1000,
        valid_until_s=data.valid_until_ms / 1000,
        designated_persons=persons,
        kinds=frozenset(data.kinds),
        building_ids=None if data.building_ids is None else frozenset(data.building_ids),
        camera_groups=None if data.camera_groups is None else frozenset(data.camera_groups),
        max_lifetime_s=data.max_lifetime_s,
        opening_roles=None if data.opening_roles is None else frozenset(data.opening_roles),
        needs_approval=data.needs_approval,
        approvers=frozenset(map(normalised, data.approvers)),
        designated_only=data.designated_only,
        opens_by_itself=data.opens_by_itself,
        allows_replay=data.allows_replay,
        allows_recording=data.allows_recording,
        ends_when_units_clear=data.ends_when_units_clear,
        ends_after_idle_s=data.ends_after_idle_s,
        clauses={clause.term: clause.text for clause in data.clauses},
    )


def _view(agreement: Agreement) -> AgreementView:
    idle_s, lifetime_s = agreement.ends_after_idle_s, agreement.max_lifetime_s
    return AgreementView(
        agency=agreement.agency,
        valid_from_ms=to_ms(agreement.valid_from_s),
        valid_until_ms=to_ms(agreement.valid_until_s),
        designated_persons=[
            DesignatedPersonView(
                name=it.name,
                position=it.position,
                rank=it.rank,
                contact=it.contact,
                supervisor=it.supervisor,
                username=it.username,
            )
            for it in agreement.designated_persons
        ],
        kinds=sorted(agreement.kinds),
        building_ids=None if agreement.building_ids is None else sorted(agreement.building_ids),
        camera_groups=None if agreement.camera_groups is None else sorted(agreement.camera_groups),
        max_lifetime_s=None if lifetime_s is None else int(lifetime_s),
        opening_roles=None if agreement.opening_roles is None else sorted(agreement.opening_roles),
        needs_approval=agreement.needs_approval,
        approvers=sorted(agreement.approvers),
        designated_only=agreement.designated_only,
        opens_by_itself=agreement.opens_by_itself,
        allows_replay=agreement.allows_replay,
        allows_recording=agreement.allows_recording,
        ends_when_units_clear=agreement.ends_when_units_clear,
        ends_after_idle_s=None if idle_s is None else int(idle_s),
        clauses=[Clause(term=term, text=text) for term, text in sorted(agreement.clauses.items())],
    )
