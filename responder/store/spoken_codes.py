"""Codes said over the radio: made for a link, short of life, and guarded against guessing.

Five words are 40 bits, so wrong ones are counted per source and in all. With a thousand codes alive, all the
guesses allowed in a window find one with a chance of 100 * 1000 / 2**40, about 1 in 10 million.
"""

import secrets

from responder.access import lockout, spoken_code
from responder.access.audit import UNKNOWN_IDENTITY, Actor, AuditEvent, AuditKind, Source
from responder.access.errors import AccessDenied, LinkUnknown
from responder.access.link import require_active
from responder.access.lockout import WrongAttempts
from responder.access.spoken_code import CodesLocked
from responder.store.connection import Store
from responder.store.records import code_key, load_link, wrong_codes_key
from responder.store.redemption import Redeemed, Redemption
from responder.store.transaction import Transaction, transact

# Phones of one mobile network often share an address.
_WRONG_PER_SOURCE = 10

# Everybody together, a botnet included.
_WRONG_IN_ALL = 100

_EVERYWHERE = "everywhere"


class SpokenCodes:
    """Makes and redeems codes. Raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def make(self, link_id: str, *, actor: Actor) -> str:
        """The words to say; they hold for 15 minutes, or as long as the link if that is shorter.

        Raises NotFound, LinkRevoked, LinkExpired or IncidentClosed.
        """
        code = spoken_code.encode(secrets.token_bytes(spoken_code.LENGTH))

        async def decide(transaction: Transaction) -> None:
            link, incident = await load_link(self._store, transaction, link_id)
            now = self._store.now()
            require_active(link, incident, now)
            transaction.put(code_key(self._store, code), link_id, lifetime_s=spoken_code.LIFETIME_S)
            transaction.record(
                AuditEvent(
                    kind=AuditKind.SPOKEN_CODE_MADE,
                    at_s=now,
                    actor=actor,
                    incident_id=link.incident_id,
                    link_id=link_id,
                    building_ids=incident.building_ids,
                    detail=link.agency,
                )
            )

        await transact(self._store, decide)
        return code

    async def redeem(
        self,
        typed: str,
        *,
        device_secret: str | None,
        label: str,
        address: str,
        pin: str | None = None,
        tap_key: str | None = None,
    ) -> Redeemed:
        """Admits the browser to the code's link. Raises CodesLocked, and what `Redemption.run` raises."""
        code = spoken_code.normalise(typed) or ""

        async def decide(transaction: Transaction) -> AccessDenied | None:
            return await self._refusal(transaction, code, label=label, address=address)

        refusal = await transact(self._store, decide)
        if refusal is not None:
            raise refusal
        redemption = Redemption(
            self._store,
            code=code,
            device_secret=device_secret,
            label=label,
            address=address,
            pin=pin,
            tap_key=tap_key,
        )
        return await redemption.run()

    async def _refusal(
        self, transaction: Transaction, code: str, *, label: str, address: str
    ) -> AccessDenied | None:
        """Why the guess goes no further, recorded; None for a code that holds."""
        now = self._store.now()
        wrong = {source: await self._wrong(transaction, source) for source in (address, _EVERYWHERE)}
        if any(lockout.is_locked(wrong[source], now, limit=_limit(source)) for source in wrong):
            return _recorded(transaction, CodesLocked(), now, label=label, address=address)
        if await transaction.get(code_key(self._store, code), str) is not None:
            return None
        for source, attempts in wrong.items():
            counted = lockout.add(attempts, now, limit=_limit(source))
            transaction.put(wrong_codes_key(self._store, source), counted, lifetime_s=lockout.WINDOW_S)
        return _recorded(transaction, LinkUnknown(), now, label=label, address=address)

    async def _wrong(self, transaction: Transaction, source: str) -> WrongAttempts:
        found = await transaction.get(wrong_codes_key(self._store, source), WrongAttempts)
        return found or WrongAttempts()


def _limit(source: str) -> int:
    return _WRONG_IN_ALL if source == _EVERYWHERE else _WRONG_PER_SOURCE


def _recorded(
    transaction: Transaction, refusal: AccessDenied, now: float, *, label: str, address: str
) -> AccessDenied:
    transaction.record(
        AuditEvent(
            kind=AuditKind.REDEEM_REFUSED,
            at_s=now,
            actor=Actor(identity=UNKNOWN_IDENTITY, source=Source.LINK, address=address),
            outcome=refusal.reason,
            detail=f"spoken code, {label}",
        )
    )
    return refusal
