"""What somebody proves beside the password: digits of an authenticator, or one of ten codes kept on paper.

Rules
1. A factor counts once it was confirmed with digits: a secret that never reached a phone locks nobody out.
2. Digits of a time step serve once, and each paper code serves once.
"""

import hmac

from msgspec import Struct
from msgspec.structs import replace

from responder.access import totp
from responder.access.errors import SignInRefused

# Enough for years of lost phones, few enough for a card in a wallet.
RECOVERY_CODES = 10


class SecondFactorRequired(SignInRefused):
    reason = "second-factor-required"
    sentence = "Type the six digits of your authenticator, or one of your recovery codes."


class SecondFactor(Struct, frozen=True, kw_only=True):
    """Of one account. `sealed_secret` is the authenticator's, encrypted; `last_step` the last one used."""

    username: str
    sealed_secret: str
    is_confirmed: bool = False
    last_step: int = 0
    recovery_hmacs: tuple[str, ...] = ()


def confirm(
    factor: SecondFactor, secret: bytes, typed: str, now: float, *, recovery_hmacs: tuple[str, ...]
) -> SecondFactor:
    """The factor in force, with its paper codes. Raises SignInRefused for wrong digits."""
    step = totp.matching_step(secret, typed, now, after_step=factor.last_step)
    if step is None:
        raise SignInRefused("These are not the digits of this authenticator. Is the phone's clock right?")
    return replace(factor, is_confirmed=True, last_step=step, recovery_hmacs=recovery_hmacs)


def use(factor: SecondFactor, secret: bytes, typed: str, typed_hmac: str, now: float) -> SecondFactor | None:
    """The factor after it was proved with what was typed, whose HMAC is given too; None when it was not."""
    step = totp.matching_step(secret, typed, now, after_step=factor.last_step)
    if step is not None:
        return replace(factor, last_step=step)
    left = tuple(known for known in factor.recovery_hmacs if not hmac.compare_digest(known, typed_hmac))
    return replace(factor, recovery_hmacs=left) if len(left) < len(factor.recovery_hmacs) else None


def normalised_recovery_code(typed: str) -> str:
    """Case, spaces and dashes do not matter."""
    return "".join(letter for letter in typed.casefold() if letter.isalnum())
