"""Disclosures, read from the audit trail in the store."""

from responder.access.audit import AuditQuery
from responder.access.disclosure import Disclosure, DisclosureQuery, DisclosureRegister
from responder.store.audit import Audit


class Disclosures:
    """Finds disclosures. Raises StoreUnavailable when Redis is away."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    async def find(self, query: DisclosureQuery) -> list[Disclosure]:
        """Those that the query asks for, in the order of their start; reads the whole trail."""
        register = DisclosureRegister()
        async for record in self._audit.read(AuditQuery()):
            register.take(record.event)
        return [disclosure for disclosure in register.all() if query.matches(disclosure)]
