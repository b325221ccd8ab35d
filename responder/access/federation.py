"""Who somebody is here whom the district's identity provider has signed in (OpenID Connect Core 1.0).

Rules
1. The provider's groups decide the role: the first rule of the settings that names one of them, or none.
2. An account belongs to one subject of one provider; a name that somebody else has here is not taken over.
3. Passwords and second factors of such an account are the provider's business; it has none here.
"""

from collections.abc import Collection, Mapping, Sequence

from responder.access.account import Account, Assignment, assigned
from responder.access.errors import SignInRefused


class GroupRule(Assignment, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What members of a group of the provider are here, with the scope that the role needs."""

    group: str


class NoRoleHere(SignInRefused):
    sentence = "Your account is in no group that has a role here. Ask the district's administrator."


class NameTaken(SignInRefused):
    sentence = "Somebody else has this user name here. Ask the district's administrator."


# In this order: what people recognise first. The subject is always there.
_NAME_CLAIMS = ("preferred_username", "email", "upn", "sub")


def account_of(
    claims: Mapping[str, object], rules: Sequence[GroupRule], *, issuer: str, groups_claim: str
) -> Account:
    """The account that a verified ID token describes; `rules` have the scopes of their roles.

    Raises NoRoleHere.
    """
    groups = _texts(claims.get(groups_claim))
    rule = next((rule for rule in rules if rule.group in groups), None)
    if rule is None:
        raise NoRoleHere
    username = next(name for claim in _NAME_CLAIMS if (name := _text(claims.get(claim))))
    account = Account(
        username=username.casefold(),
        display_name=_text(claims.get("name")) or username,
        role=rule.role,
        password_hash="",
        subject=f"{issuer} {_text(claims.get('sub'))}",
    )
    return assigned(account, rule)


def require_same_subject(known: Account | None, arriving: Account) -> None:
    """Raises NameTaken."""
    if known is not None and known.subject != arriving.subject:
        raise NameTaken


def _texts(value: object) -> Collection[str]:
    return {it for it in value if isinstance(it, str)} if isinstance(value, list) else {_text(value)} - {""}


def _text(value: object) -> str:
    return value.strip()[:64] if isinstance(value, str) and value.isprintable() else ""
