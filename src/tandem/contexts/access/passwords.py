"""Argon2id, off the event loop and never more than a few at a time."""

import asyncio
import secrets
import string
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tandem.kit.errors import Unavailable

T = TypeVar("T")
_ALPHABET = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))


class Passwords:
    """Hashes and verifies. `cheap` is for tests only. At most `threads` computations run (each 32 MiB) and
    `queue` wait; more are refused with Unavailable (503), so that a flood of log-ins cannot eat the
    machine."""

    def __init__(self, *, cheap: bool = False, threads: int = 2, queue: int = 64) -> None:
        self._hasher = (
            PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
            if cheap
            else PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
        )
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._limit = threads + queue
        self._waiting = 0
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """The PHC string to keep."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, kept: str | None, password: str) -> bool:
        """True when the password fits. `kept` None (unknown user, no password) costs the same time and is
        False."""
        if kept is None:
            if self._nobody is None:
                self._nobody = await self.hash(secrets.token_urlsafe(24))
            await self._run(lambda: self._fits(self._nobody or "", password))
            return False
        return await self._run(lambda: self._fits(kept, password))

    def outdated(self, kept: str) -> bool:
        """True when the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _fits(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= self._limit:
            raise Unavailable(retry_after=2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1


def generate(length: int = 16) -> str:
    """A random password without characters that are easily confused (about 5.8 bits each)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
