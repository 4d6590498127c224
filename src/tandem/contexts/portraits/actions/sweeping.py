"""Sweeping: after a publication every portrait is computed anew from the facts kept, in the background, in pieces.

Where it stopped is in the rows themselves: each knows the edition it follows."""

from collections.abc import Mapping
from typing import Any

from tandem.contexts.portraits.actions.computing import Portraying
from tandem.contexts.portraits.repository import portraits
from tandem.kit.db import Database, Tx

SWEEP = "portraits.sweep"
_PIECE = 50
_PIECES = 10


def ask(tx: Tx) -> None:
    """The rules are others: compute everybody anew."""
    tx.enqueue(SWEEP, {}, dedupe_key="sweep", priority=-5)


class Sweeping:
    def __init__(self, db: Database, portraying: Portraying) -> None:
        self._db, self._portraying = db, portraying

    async def job(self, _payload: Mapping[str, Any]) -> None:
        """Job: some hundred customers, then the next job; ends when all follow the edition in force."""
        for _ in range(_PIECES):
            if await self.piece() < _PIECE:
                return
        async with self._db.transaction() as tx:
            ask(tx)

    async def piece(self) -> int:
        """Up to fifty customers in one transaction; how many there were."""
        async with self._db.transaction() as tx:
            current = await portraits.revision(tx)
            found = await portraits.outdated(tx, current, _PIECE)
            for customer_id in found:
                kept = await portraits.lock(tx, customer_id)
                assert kept is not None
                await self._portraying.compute(tx, kept, None, again=True)
        return len(found)
