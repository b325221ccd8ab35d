"""Passwords are hashed with argon2id and checked in equal time whether there is an account or not."""

from argon2 import PasswordHasher

from responder.store.passwords import Passwords


async def test_matches_only_the_right_password() -> None:
    """The default parameters are argon2id's, as RFC 9106 recommends for 64 MiB."""
    passwords = Passwords()
    hashed = await passwords.hash("correct horse")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await passwords.matches(hashed, "correct horse")
    assert not await passwords.matches(hashed, "wrong horse")


async def test_does_the_same_work_when_there_is_nothing_to_match() -> None:
    """Without a hash one is computed all the same, so that the answer takes as long."""
    hasher = _CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    assert not await Passwords(hasher).matches(None, "anything")
    assert hasher.computed == 1


async def test_refuses_a_hash_that_is_none(passwords: Passwords) -> None:
    """A damaged account lets nobody in."""
    assert not await passwords.matches("not a hash", "anything")


class _CountingHasher(PasswordHasher):
    computed = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.computed += 1
        return super().hash(password, salt=salt)
