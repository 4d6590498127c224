"""What each process knows of the endpoints: which events anybody wants to hear of."""

from tandem.contexts.integrations.repository import endpoints
from tandem.kit.db import Database, Tx
from tandem.kit.following import Follower
from tandem.kit.realtime import Hub

TOPIC = "webhooks"


class LiveTypes:
    """`types` is empty until the first look: what happens before is caught up with (actions.queueing)."""

    def __init__(self, db: Database, hub: Hub | None = None) -> None:
        self._db = db
        self.types: frozenset[str] = frozenset()
        self.follower = Follower("webhooks", self.look, topic=TOPIC, hub=hub)

    async def look(self) -> None:
        async with self._db.transaction() as tx:
            self.types = await endpoints.wanted_types(tx)


def tell_all(tx: Tx) -> None:
    """Every process looks again after this transaction's commit."""
    tx.notify(TOPIC, "webhooks.changed", {})
