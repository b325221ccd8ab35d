"""A checkpoint is genuine when the key's holder signed exactly its claim."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from responder.access.chain import ChainHead
from responder.access.checkpoint import is_genuine, public_bytes, sign

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HEAD = ChainHead(sequence=7, hash="ab" * 32, recorded_at_s=100.0)


def test_is_genuine_under_the_key_that_signed_it() -> None:
    """The claim names the record, its hash and the time of signing."""
    checkpoint = sign(HEAD, KEY, 101.0)
    assert is_genuine(checkpoint, public_bytes(KEY))
    assert (checkpoint.claim.sequence, checkpoint.claim.hash) == (7, "ab" * 32)


def test_is_not_genuine_under_another_key() -> None:
    """Whoever writes to the store cannot sign with a key of their own."""
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert not is_genuine(sign(HEAD, other, 101.0), public_bytes(KEY))


def test_is_not_genuine_when_the_claim_was_changed() -> None:
    """Every part of the claim is signed."""
    checkpoint = sign(HEAD, KEY, 101.0)
    for changes in ({"sequence": 6}, {"hash": "ac" * 32}, {"signed_at_s": 102.0}):
        changed = replace(checkpoint, claim=replace(checkpoint.claim, **changes))
        assert not is_genuine(changed, public_bytes(KEY))


@given(signature=st.text(max_size=130), public_key=st.binary(max_size=40))
def test_is_not_genuine_for_any_nonsense(signature: str, public_key: bytes) -> None:
    """A damaged signature or key is a no, never a crash."""
    checkpoint = replace(sign(HEAD, KEY, 101.0), signature=signature)
    assert not is_genuine(checkpoint, public_bytes(KEY))
    assert not is_genuine(sign(HEAD, KEY, 101.0), public_key)
