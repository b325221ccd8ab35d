"""Passwords at rest: argon2id, off the event loop, few at a time."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

# Each computation takes 64 MiB and a core for a moment: a flood of sign-ins must not starve live video.
_AT_ONCE = 2


class Passwords:
    """Hashes and verifies with RFC 9106's second recommended parameters, unless told otherwise."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, password: str) -> str:
        """A new argon2id string with its own salt."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is the one; an unknown account, which has no hash, takes as long."""
        if password_hash is None:
            await self.hash(password)
            return False
        async with self._turn:
            return await asyncio.to_thread(self._verify, password_hash, password)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
