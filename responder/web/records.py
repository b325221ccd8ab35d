"""The record, for those who answer for it: who was shown what, and every decision."""

from datetime import UTC, datetime
from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter, SkipValidation

from responder.access.audit import AuditKind, AuditQuery
from responder.access.disclosure import DisclosureQuery
from responder.access.disclosure_csv import to_csv
from responder.access.policy import Action
from responder.web.disclosure_pdf import to_pdf
from responder.web.errors import documented
from responder.web.guards import STAFF_REFUSALS, StaffGuard
from responder.web.record_views import audit_entry, disclosure_view
from responder.web.site import TheSite
from responder.web.wire import ProblemType
from responder.web.wire_records import AuditEntry, AuditPage, DisclosureView

_GUARDS = [StaffGuard(Action.READ_AUDIT)]
_REFUSALS = (*STAFF_REFUSALS, ProblemType.BAD_REQUEST)

Name = Annotated[str | None, QueryParameter(max_length=200)]
At = Annotated[int | None, QueryParameter(ge=0, le=2**53, description="Unix milliseconds.")]


def provide_disclosure_query(
    incident_id: Name = None,
    camera_id: Name = None,
    party: Name = None,
    person: Name = None,
    since_ms: At = None,
    until_ms: At = None,
) -> DisclosureQuery:
    """Injects which disclosures are asked for."""
    return DisclosureQuery(
        incident_id=incident_id,
        camera_id=camera_id,
        party=party,
        person=person,
        since_s=_seconds(since_ms, 0.0),
        until_s=_seconds(until_ms, float("inf")),
    )


# Made and typed above: the framework need not look inside.
TheDisclosureQuery = NamedDependency[SkipValidation[DisclosureQuery]]

_QUERY = {"disclosure_query": Provide(provide_disclosure_query, sync_to_thread=False)}


@get(
    "/api/disclosures",
    guards=_GUARDS,
    dependencies=_QUERY,
    summary="Who was shown which camera, why, from when to when",
    description="The disclosure record (34 CFR 99.32(a)(5)), per incident, party, person, camera or period.",
    responses=documented(*_REFUSALS),
    tags=["records"],
)
async def disclosures(site: TheSite, disclosure_query: TheDisclosureQuery) -> list[DisclosureView]:
    return [disclosure_view(one) for one in await site.disclosures.find(disclosure_query)]


@get(
    "/api/disclosures.csv",
    guards=_GUARDS,
    dependencies=_QUERY,
    summary="The same as a spreadsheet",
    responses=documented(*_REFUSALS),
    media_type="text/csv",
    tags=["records"],
)
async def disclosures_csv(site: TheSite, disclosure_query: TheDisclosureQuery) -> Response[str]:
    table = "".join(to_csv(await site.disclosures.find(disclosure_query)))
    return Response(table, headers=_attachment("csv"), media_type="text/csv")


@get(
    "/api/disclosures.pdf",
    guards=_GUARDS,
    dependencies=_QUERY,
    summary="The same as a document to file",
    responses=documented(*_REFUSALS),
    media_type="application/pdf",
    tags=["records"],
)
async def disclosures_pdf(site: TheSite, disclosure_query: TheDisclosureQuery) -> Response[bytes]:
    found = await site.disclosures.find(disclosure_query)
    names = {camera.camera_id: camera.name for camera in site.campus.cameras}
    content = to_pdf(
        found, disclosure_query, district=site.campus.name, camera_names=names, printed_at_s=site.store.now()
    )
    return Response(content, headers=_attachment("pdf"), media_type="application/pdf")


@get(
    "/api/audit",
    guards=_GUARDS,
    summary="Search the audit trail",
    description="Every decision, oldest first, at most `limit` at once.",
    responses=documented(*_REFUSALS),
    tags=["records"],
)
async def audit(
    site: TheSite,
    kind: Annotated[list[AuditKind] | None, QueryParameter(max_items=50)] = None,
    incident_id: Name = None,
    link_id: Name = None,
    device_id: Name = None,
    camera_id: Name = None,
    identity: Name = None,
    since_ms: At = None,
    until_ms: At = None,
    after: Annotated[int, QueryParameter(ge=0, description="`next_after` of the page before.")] = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 200,
) -> AuditPage:
    query = AuditQuery(
        since_s=_seconds(since_ms, 0.0),
        until_s=_seconds(until_ms, float("inf")),
        kinds=frozenset(kind or ()),
        incident_id=incident_id,
        link_id=link_id,
        device_id=device_id,
        camera_id=camera_id,
        identity=identity,
    )
    entries: list[AuditEntry] = []
    next_after = None
    async for record in site.audit.read(query):
        if record.sequence <= after:
            continue
        if len(entries) == limit:
            next_after = entries[-1].sequence
            break
        entries.append(audit_entry(record))
    return AuditPage(entries=entries, next_after=next_after)


def _seconds(at_ms: int | None, otherwise: float) -> float:
    return otherwise if at_ms is None else at_ms / 1000


def _attachment(ending: str) -> dict[str, str]:
    day = datetime.now(UTC).date().isoformat()
    return {"Content-Disposition": f'attachment; filename="disclosures-{day}.{ending}"'}
