"""The data directory's key is private, and a token leaves only its HMAC behind."""

from pathlib import Path

import pytest

from responder.store.errors import SecretUnreadable, StoreDamaged
from responder.store.secret import Purpose, load_hmac_key, new_id, new_token, seal, token_hmac, unseal


def test_makes_a_private_key_once(tmp_path: Path) -> None:
    """The first call makes 256 bits readable by the owner alone, later calls read the same."""
    key = load_hmac_key(tmp_path)
    assert len(key) == 32
    assert load_hmac_key(tmp_path) == key
    assert (tmp_path / "hmac.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["hmac.key"]


def test_refuses_a_key_that_others_can_read(tmp_path: Path) -> None:
    """A key that was open to others is no longer a secret, and the error says what to do."""
    load_hmac_key(tmp_path)
    (tmp_path / "hmac.key").chmod(0o644)
    with pytest.raises(SecretUnreadable, match="chmod 600"):
        load_hmac_key(tmp_path)


def test_refuses_a_damaged_key(tmp_path: Path) -> None:
    """Half a key would make every link unknown without a word."""
    load_hmac_key(tmp_path)
    (tmp_path / "hmac.key").write_bytes(b"short")
    with pytest.raises(SecretUnreadable, match="5 bytes"):
        load_hmac_key(tmp_path)


def test_tokens_are_long_and_never_the_same() -> None:
    """256 bits in 43 URL-safe letters."""
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}
    assert {len(new_id()) for _ in range(100)} == {24}


def test_a_token_of_one_kind_is_not_one_of_another() -> None:
    """A link's token sent as a cookie has another HMAC, and other keys have others too."""
    hmacs = {token_hmac(b"k" * 32, purpose, "t") for purpose in Purpose}
    assert len(hmacs) == len(Purpose)
    assert token_hmac(b"x" * 32, Purpose.LINK, "t") not in hmacs


def test_unseals_only_what_it_sealed_for_the_same_record() -> None:
    """Another record, another key, a changed letter or nonsense: each is noticed."""
    key = b"k" * 32
    sealed = seal(key, "ann", b"secret")
    assert unseal(key, "ann", sealed) == b"secret"
    assert seal(key, "ann", b"secret") != sealed
    flipped = sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:]
    for other_key, name, text in (
        (key, "bob", sealed),
        (b"x" * 32, "ann", sealed),
        (key, "ann", flipped),
        (key, "ann", "nonsense"),
        (key, "ann", ""),
    ):
        with pytest.raises(StoreDamaged):
            unseal(other_key, name, text)
