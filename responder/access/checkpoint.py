"""A signed statement of how the audit trail ended, so that nobody can rewrite or shorten it later.

The signature is Ed25519 (RFC 8032) over the canonical JSON text of the claim. Whoever can write to the store
but does not have the key cannot make one.
"""

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from responder.access.chain import ChainHead


class Claim(Struct, frozen=True, kw_only=True):
    """That the record `sequence` has this hash (hex SHA-256) and time; times are Unix seconds."""

    sequence: int
    hash: str
    recorded_at_s: float
    signed_at_s: float


class Checkpoint(Struct, frozen=True, kw_only=True):
    """A claim and its signature (hex, 64 bytes)."""

    claim: Claim
    signature: str


def sign(head: ChainHead, key: Ed25519PrivateKey, now: float) -> Checkpoint:
    """The checkpoint of this end of the trail."""
    claim = Claim(sequence=head.sequence, hash=head.hash, recorded_at_s=head.recorded_at_s, signed_at_s=now)
    return Checkpoint(claim=claim, signature=key.sign(_text(claim)).hex())


def is_genuine(checkpoint: Checkpoint, public_key: bytes) -> bool:
    """Whether the holder of the key (32 bytes, raw) signed exactly this claim."""
    try:
        signature = bytes.fromhex(checkpoint.signature)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _text(checkpoint.claim))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The key that verifies: 32 bytes, raw."""
    return key.public_key().public_bytes_raw()


def _text(claim: Claim) -> bytes:
    return msgspec.json.encode(claim, order="deterministic")
