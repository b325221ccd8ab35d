"""Keys on phones, laptops and security keys that sign somebody in (WebAuthn): possession, and finger or PIN.

Rules
1. A passkey stands for password and second factor: the authenticator has verified who holds it.
2. An account of an identity provider has none: whoever leaves the district must lose all ways in at once.
3. A challenge serves once, and for the account that it was made for.
"""

from msgspec import Struct
from msgspec.structs import replace

from responder.access.account import Account
from responder.access.errors import AlreadyExists, InvalidRequest, NotFound, SignInRefused

# A phone, a laptop, a spare, for each of several places.
MAX_PASSKEYS = 20

# As long as browsers let people look for their key.
CHALLENGE_LIFETIME_S = 300.0


class PasskeyRefused(SignInRefused):
    sentence = "This passkey is not known here, or was not proved. Try again, or sign in with your password."


class Passkey(Struct, frozen=True, kw_only=True):
    """`credential_id` and `public_key` (COSE, RFC 9052) are base64url; `label` is the browser it is from."""

    credential_id: str
    public_key: str
    sign_count: int
    label: str
    added_at_s: float


class Passkeys(Struct, frozen=True, kw_only=True):
    """All of one account."""

    username: str
    keys: tuple[Passkey, ...] = ()

    def find(self, credential_id: str) -> Passkey:
        """Raises PasskeyRefused."""
        for key in self.keys:
            if key.credential_id == credential_id:
                return key
        raise PasskeyRefused


def require_may_have(account: Account) -> None:
    """Raises InvalidRequest."""
    if account.subject:
        raise InvalidRequest("This account signs in at the identity provider; add the passkey there.")


def add(passkeys: Passkeys, key: Passkey) -> Passkeys:
    """Raises AlreadyExists, or InvalidRequest beyond MAX_PASSKEYS."""
    if any(known.credential_id == key.credential_id for known in passkeys.keys):
        raise AlreadyExists("This passkey is already there.")
    if len(passkeys.keys) >= MAX_PASSKEYS:
        raise InvalidRequest(f"An account has at most {MAX_PASSKEYS} passkeys; remove one first.")
    return replace(passkeys, keys=(*passkeys.keys, key))


def remove(passkeys: Passkeys, credential_id: str) -> Passkeys:
    """Raises NotFound."""
    left = tuple(key for key in passkeys.keys if key.credential_id != credential_id)
    if len(left) == len(passkeys.keys):
        raise NotFound("There is no such passkey.")
    return replace(passkeys, keys=left)


def count(passkeys: Passkeys, credential_id: str, sign_count: int) -> Passkeys:
    """After the passkey was proved; authenticators that count only ever count up."""
    keys = (
        replace(key, sign_count=sign_count) if key.credential_id == credential_id else key
        for key in passkeys.keys
    )
    return replace(passkeys, keys=tuple(keys))
