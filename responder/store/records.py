"""Where each record lies in Redis, and how a transaction loads and writes it."""

from datetime import UTC, datetime

from responder.access.account import Account
from responder.access.audit import Actor, AuditEvent, AuditKind
from responder.access.errors import NotFound
from responder.access.incident import Incident
from responder.access.link import Link, normalised_agency, scope
from responder.access.second_factor import normalised_recovery_code
from responder.access.session import StaffSession
from responder.store.changes import IncidentChanged, LinkChanged
from responder.store.connection import Store
from responder.store.secret import Purpose
from responder.store.transaction import Transaction


def incident_key(store: Store, incident_id: str) -> str:
    return store.key("incident", incident_id)


def open_incidents_key(store: Store) -> str:
    """The index of open incidents, by the time of opening."""
    return store.key("incidents", "open")


def closed_incidents_key(store: Store) -> str:
    """The index of closed incidents, by the time of closing."""
    return store.key("incidents", "closed")


def markers_key(store: Store, incident_id: str) -> str:
    """Where the MarkerBoard of an open incident lies."""
    return store.key("incident-markers", incident_id)


def webhook_key(store: Store, message_id: str) -> str:
    """Where the id of the incident lies that a webhook's message has opened."""
    return store.key("webhook", message_id)


def alert_key(store: Store, message_id: str) -> str:
    """Where the id of the incident lies that a detector's message has opened, or belongs to."""
    return store.key("alert", message_id)


def link_key(store: Store, link_id: str) -> str:
    return store.key("link", link_id)


def token_key(store: Store, token: str) -> str:
    """Where the id of the token's link lies; the token itself lies nowhere."""
    return store.key("link-token", store.hmac(Purpose.LINK, token))


def code_key(store: Store, code: str) -> str:
    """Where the id of the spoken code's link lies, for as long as the code holds."""
    return store.key("spoken-code", store.hmac(Purpose.SPOKEN_CODE, code))


def tap_key(store: Store, link_id: str, key: str) -> str:
    """Where the Tap with this key lies; the same key on another link lies elsewhere."""
    return store.key("tap", store.hmac(Purpose.TAP, f"{link_id}:{key}"))


def wrong_codes_key(store: Store, source: str) -> str:
    """Where wrong spoken codes from this source, or from everywhere, are counted."""
    return store.key("wrong-codes", source)


def unknown_tokens_key(store: Store, source: str) -> str:
    """Where tokens that belong to no link are counted, per source."""
    return store.key("unknown-tokens", source)


def links_key(store: Store, incident_id: str) -> str:
    """The index of the incident's links, by the time of issue."""
    return store.key("incident-links", incident_id)


def agreement_key(store: Store, agency: str) -> str:
    return store.key("agreement", normalised_agency(agency))


def pin_hmac(store: Store, link_id: str, pin: str) -> str:
    """The same PIN on another link has another HMAC."""
    return store.hmac(Purpose.PIN, f"{link_id}:{pin}")


def device_key(store: Store, device_id: str) -> str:
    return store.key("device", device_id)


def device_secret_key(store: Store, secret_hmac: str) -> str:
    """Where the id of the cookie's device lies."""
    return store.key("device-secret", secret_hmac)


def account_key(store: Store, username: str) -> str:
    return store.key("account", normalised(username))


def accounts_key(store: Store) -> str:
    """The index of accounts, by the time of adding."""
    return store.key("accounts")


def second_factor_key(store: Store, username: str) -> str:
    return store.key("second-factor", normalised(username))


def passkeys_key(store: Store, username: str) -> str:
    return store.key("passkeys", normalised(username))


def recovery_hmac(store: Store, username: str, code: str) -> str:
    """The same code of another account has another HMAC."""
    return store.hmac(Purpose.RECOVERY_CODE, f"{normalised(username)}:{normalised_recovery_code(code)}")


def failures_key(store: Store, username: str) -> str:
    """Keyed by HMAC: what was typed as a user name may have been a password."""
    return store.key("sign-in-failures", store.hmac(Purpose.STAFF, normalised(username)))


def session_key(store: Store, session_id: str) -> str:
    return store.key("staff-session", session_id)


def session_secret_key(store: Store, secret_hmac: str) -> str:
    """Where the id of the cookie's staff session lies."""
    return store.key("staff-secret", secret_hmac)


def normalised(username: str) -> str:
    """User names are compared without regard to case or surrounding space."""
    return username.strip().casefold()


async def load_incident(store: Store, transaction: Transaction, incident_id: str) -> Incident:
    """Raises NotFound."""
    incident = await transaction.get(incident_key(store, incident_id), Incident)
    if incident is None:
        raise NotFound("There is no such incident.")
    return incident


async def load_link(store: Store, transaction: Transaction, link_id: str) -> tuple[Link, Incident]:
    """The link and its incident. Raises NotFound."""
    link = await transaction.get(link_key(store, link_id), Link)
    if link is None:
        raise NotFound("There is no such link.")
    return link, await load_incident(store, transaction, link.incident_id)


async def load_account(store: Store, transaction: Transaction, username: str) -> Account:
    """Raises NotFound."""
    account = await transaction.get(account_key(store, username), Account)
    if account is None:
        raise NotFound("There is no such account.")
    return account


def write_incident(
    store: Store,
    transaction: Transaction,
    incident: Incident,
    *,
    kind: AuditKind,
    actor: Actor,
    detail: str | None = None,
) -> None:
    """Puts and indexes the incident, records what happened to it, and announces it.

    `detail` is its kind and reason unless given.
    """
    incident_id = incident.incident_id
    transaction.put(incident_key(store, incident_id), incident)
    if incident.closed_at_s is None:
        transaction.index(open_incidents_key(store), {incident_id: incident.opened_at_s})
    else:
        transaction.unindex(open_incidents_key(store), incident_id)
        transaction.forget(markers_key(store, incident_id))
        transaction.index(closed_incidents_key(store), {incident_id: incident.closed_at_s})
    transaction.record(
        AuditEvent(
            kind=kind,
            at_s=store.now(),
            actor=actor,
            incident_id=incident_id,
            building_ids=incident.building_ids,
            detail=f"{incident.kind}: {incident.reason}" if detail is None else detail,
        )
    )
    transaction.announce(IncidentChanged(incident_id=incident_id))


def write_link(
    store: Store, transaction: Transaction, link: Link, incident: Incident, *, kind: AuditKind, actor: Actor
) -> None:
    """Puts the link, records what happened to it, and announces it."""
    transaction.put(link_key(store, link.link_id), link)
    transaction.record(
        AuditEvent(
            kind=kind,
            at_s=store.now(),
            actor=actor,
            incident_id=link.incident_id,
            link_id=link.link_id,
            building_ids=tuple(sorted(scope(link, incident))),
            detail=f"{link.agency}, {_term(link)}",
        )
    )
    transaction.announce(LinkChanged(link_id=link.link_id, incident_id=link.incident_id))


def _term(link: Link) -> str:
    """From when to when, in words for the record; one that begins at once begins when it is recorded."""
    begins = "" if link.begins_at_s is None else f"from {_utc(link.begins_at_s)} "
    return f"{begins}until {_utc(link.expires_at_s)}"


def _utc(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")


def write_session(store: Store, transaction: Transaction, session: StaffSession) -> None:
    """Puts the session, to be forgotten by Redis itself when it is over."""
    lifetime_s = session.valid_until_s - store.now()
    transaction.put(session_key(store, session.session_id), session, lifetime_s=lifetime_s)
    key = session_secret_key(store, session.secret_hmac)
    transaction.put(key, session.session_id, lifetime_s=lifetime_s)
