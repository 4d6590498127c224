"""asyncpg's connection, which asks PostgreSQL about types once a process instead of once a connection."""

from collections.abc import Iterable
from typing import Any, ClassVar

import asyncpg

# Types below this number come with PostgreSQL and are the same in every database and version.
_FIRST_OF_USERS = 16_384


class Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """The question about array types takes 20 ms, and every new connection asks it several times: in a burst,
    when the pool opens connections, that is what people would wait for.

    `_introspect_types` is private to asyncpg: should it go, this class changes nothing any more."""

    _answers: ClassVar[dict[frozenset[int], Any]] = {}

    async def _introspect_types(self, typeoids: Iterable[int], timeout: float | None) -> Any:
        asked = frozenset(typeoids)
        known = self._answers.get(asked)
        if known is None:
            known = await super()._introspect_types(typeoids, timeout)
            if all(oid < _FIRST_OF_USERS for oid in asked):
                self._answers[asked] = known
        return known
