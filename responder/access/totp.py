"""Six digits that change every 30 s, from a secret shared with an authenticator (RFC 6238, RFC 4226)."""

import base64
import hashlib
import hmac
from urllib.parse import quote

# What every authenticator app uses without being told (RFC 6238, 4 and 5.2).
STEP_S = 30
DIGITS = 6

# RFC 6238, 5.2: one step for the time that typing takes and for clocks that differ.
_DRIFT_STEPS = 1

# RFC 4226, 4: as long as the hash, 160 bits.
SECRET_BYTES = 20


def code(secret: bytes, step: int) -> str:
    """The digits of one time step (RFC 4226, 5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: bytes, typed: str, now: float, *, after_step: int) -> int | None:
    """The step whose digits these are, near `now` (Unix seconds) and later than the last one used; else None.

    Each step serves once (RFC 6238, 5.2): who looks over a shoulder comes too late.
    """
    digits = "".join(typed.split())
    current = int(now // STEP_S)
    steps = [step for step in range(current - _DRIFT_STEPS, current + _DRIFT_STEPS + 1) if step > after_step]
    found = [step for step in steps if hmac.compare_digest(code(secret, step).encode(), digits.encode())]
    return found[0] if found else None


def provisioning_uri(secret: bytes, *, account: str, issuer: str) -> str:
    """What the QR code holds that an authenticator app scans (Key Uri Format)."""
    text = base64.b32encode(secret).decode().rstrip("=")
    label = f"{quote(issuer)}:{quote(account)}"
    return f"otpauth://totp/{label}?secret={text}&issuer={quote(issuer)}&digits={DIGITS}&period={STEP_S}"
