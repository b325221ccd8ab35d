"""What is said when somebody signs in."""

from typing import Annotated

from msgspec import Meta

from responder.access.policy import Action
from responder.live.messages import Message


class SignInMethods(Message, frozen=True, kw_only=True):
    """A password is always one."""

    provider: str | None
    """What the button of the identity provider says; null without one."""
    has_passkeys: bool
    """Somebody of this site has added a passkey."""


class SignIn(Message, frozen=True, kw_only=True):
    username: Annotated[str, Meta(min_length=1, max_length=64)]
    password: Annotated[str, Meta(min_length=1, max_length=256)]
    second_factor: Annotated[str, Meta(max_length=64)] | None = None
    """Digits of the authenticator or a recovery code, for an account that has one."""
    at_terminal: bool = False
    """In a vehicle or a dispatch room, which does not idle out; for roles that may use one."""


class Me(Message, frozen=True, kw_only=True):
    username: str
    display_name: str
    role: str
    may: list[Action]
    """What the role is allowed somewhere; the console shows nothing else."""


class PasskeyOptions(Message, frozen=True, kw_only=True):
    options: str
    """JSON text, for `PublicKeyCredential.parse...OptionsFromJSON`."""


class PasskeyProof(Message, frozen=True, kw_only=True):
    credential: Annotated[str, Meta(max_length=16_384)]
    """JSON text, from `PublicKeyCredential.toJSON`."""


class PasskeySignIn(Message, frozen=True, kw_only=True):
    credential: Annotated[str, Meta(max_length=16_384)]
    at_terminal: bool = False


class PasskeyView(Message, frozen=True, kw_only=True):
    passkey_id: str
    label: str
    """The browser that made it."""
    added_at_ms: int


class SecondFactorBegun(Message, frozen=True, kw_only=True):
    """For the authenticator: what the QR code says. Not in force until it was confirmed."""

    uri: str
    qr_svg: str


class SecondFactorConfirmation(Message, frozen=True, kw_only=True):
    digits: Annotated[str, Meta(min_length=6, max_length=16)]


class RecoveryCodes(Message, frozen=True, kw_only=True):
    """Told once, kept nowhere: each replaces the authenticator for one sign-in."""

    codes: list[str]
