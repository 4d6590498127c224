"""The customers whom a screen shows: it hears that something about one of them changed, and reads again."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from tandem.contexts.customers.api import CustomerNotFound, CustomerRestricted
from tandem.contexts.desktop import persons
from tandem.kit.db import Database
from tandem.kit.notice import Notice

if TYPE_CHECKING:
    from tandem.contexts.desktop.socket.connection import Connection

PREFIX = "customer:"
_MOST = 8


class CustomerWatch:
    """One for each connection."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._ends: dict[UUID, Callable[[], None]] = {}

    async def watch(self, topics: Iterable[object]) -> None:
        """Follow exactly these customers, of them those whom the person may see."""
        named = (str(one).removeprefix(PREFIX) for one in topics if str(one).startswith(PREFIX))
        wanted = [UUID(one) for one in named][:_MOST]
        for gone in self._ends.keys() - set(wanted):
            self._ends.pop(gone)()
        hub = self._connection.desk.hub
        for id_ in wanted:
            if id_ not in self._ends and await self._may_see(self._connection.desk.db, id_):
                self._ends[id_] = hub.subscribe(f"{PREFIX}{id_}", partial(self._heard, id_))

    def end(self) -> None:
        for end in self._ends.values():
            end()
        self._ends.clear()

    async def _may_see(self, db: Database, id_: UUID) -> bool:
        async with db.transaction() as tx:
            try:
                await persons.person_seen_by(tx, self._connection.actor, id_)
            except (CustomerNotFound, CustomerRestricted):
                return False
            return True

    def _heard(self, id_: UUID, _notice: Notice) -> None:
        # What changed is for the screen to read, by its reader's rights; after a gap too.
        self._connection.put({"type": "customer", "customer_id": str(id_)})
