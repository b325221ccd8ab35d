"""Is this call from the panic button's maker, and fresh? After the Standard Webhooks specification.

The signature is HMAC-SHA256 over `id.timestamp.body`. Whoever calls twice with the same id means the same
event; remembering ids is the store's part.
"""

import base64
import binascii
import hashlib
import hmac

from msgspec import Struct

from responder.access.errors import InvalidRequest, NotSignedIn

# The specification's own advice against replays, both ways because clocks differ.
TOLERANCE_S = 5 * 60.0

_SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with
_VERSION = "v1"

# The specification asks for 24 to 64 bytes.
_SECRET_BYTES = range(24, 65)

# Longer than any sender's; bounds what is kept.
_MAX_ID_LENGTH = 128


class WebhookRefused(NotSignedIn):
    reason = "webhook-refused"
    sentence = "This call is not signed with the key that this site has, or is not fresh."


class WebhookCall(Struct, frozen=True, kw_only=True):
    """The headers `webhook-id`, `webhook-timestamp` and `webhook-signature`, and the body as it came."""

    message_id: str
    timestamp: str
    signatures: str
    body: bytes


def parse_secret(text: str) -> bytes:
    """The key of a `whsec_` secret. Raises InvalidRequest."""
    if not text.startswith(_SECRET_PREFIX):
        raise InvalidRequest(f"A webhook secret begins with {_SECRET_PREFIX}.")
    try:
        key = base64.b64decode(text.removeprefix(_SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise InvalidRequest("A webhook secret is base64.") from error
    if len(key) not in _SECRET_BYTES:
        raise InvalidRequest("A webhook secret has 24 to 64 bytes.")
    return key


def require_genuine(call: WebhookCall, key: bytes, now: float) -> None:
    """Raises InvalidRequest for malformed headers, or WebhookRefused."""
    if not 0 < len(call.message_id) <= _MAX_ID_LENGTH or not call.message_id.isprintable():
        raise InvalidRequest("The header webhook-id is missing or malformed.")
    if not (call.timestamp.isascii() and call.timestamp.isdecimal() and len(call.timestamp) <= 12):
        raise InvalidRequest("The header webhook-timestamp is missing or malformed.")
    if abs(now - int(call.timestamp)) > TOLERANCE_S:
        raise WebhookRefused
    expected = signature(call.message_id, call.timestamp, call.body, key).encode()
    # All are compared, so that time tells nothing about which one came close.
    matches = [hmac.compare_digest(given.encode(), expected) for given in call.signatures.split()]
    if not any(matches):
        raise WebhookRefused


def signature(message_id: str, timestamp: str, body: bytes, key: bytes) -> str:
    """What a genuine call carries, such as `v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=`."""
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return f"{_VERSION},{base64.b64encode(digest).decode()}"
