"""What whoever reads the record has to know of it: whether it is whole, and what its ids are called."""

from litestar import get

from responder.access.policy import Action
from responder.web.errors import documented
from responder.web.guards import STAFF_REFUSALS, StaffGuard
from responder.web.site import TheSite
from responder.web.views import to_ms
from responder.web.wire_console import ChainFinding, ChainState, Named, RecordNames

_GUARDS = [StaffGuard(Action.READ_AUDIT)]


@get(
    "/api/audit/chain",
    guards=_GUARDS,
    summary="Whether the audit trail is whole",
    description=(
        "Checks every record in the store against its predecessor and against the signed checkpoints, as "
        "`responder audit verify` does."
    ),
    responses=documented(*STAFF_REFUSALS),
    tags=["records"],
)
async def chain(site: TheSite) -> ChainState:
    verdict = await site.checkpoints.verify()
    return ChainState(
        is_sound=verdict.is_sound,
        record_count=verdict.record_count,
        signed_sequence=verdict.signed_sequence,
        end_sequence=verdict.end.sequence,
        checked_at_ms=to_ms(site.store.now()),
        findings=[ChainFinding(sequence=it.sequence, problem=it.problem) for it in verdict.findings],
    )


@get(
    "/api/audit/names",
    guards=_GUARDS,
    summary="What buildings and cameras of the record are called",
    responses=documented(*STAFF_REFUSALS),
    tags=["records"],
)
async def names(site: TheSite) -> RecordNames:
    return RecordNames(
        buildings=[Named(id=it.building_id, name=it.name) for it in site.campus.buildings],
        cameras=[Named(id=it.camera_id, name=it.name) for it in site.campus.cameras],
    )
