"""Lining up: after a publication everybody gets a turn, in pieces; where it stopped, it goes on. Whoever did not agree
to profiling loses the turn when it comes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tandem.contexts.customers import api as customers
from tandem.contexts.portraits.predictions.repository import predictions, rounds
from tandem.contexts.portraits.predictions.rules.slots import first_slot
from tandem.kit.db import Database, Tx

JOB = "portraits.line_up"
_PIECE, _PIECES = 500, 10
_A_CUSTOMER = timedelta(seconds=0.1)
"""Turns are so far apart: ten customers a second are less than what a worker looks at."""


def ask_round(tx: Tx) -> None:
    """Go on with the round under way."""
    tx.enqueue(JOB, {}, dedupe_key="round", priority=-5)


class LiningUp:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def job(self, _payload: Mapping[str, Any]) -> None:
        """Job: some thousand customers, then the next job."""
        for _ in range(_PIECES):
            if not await self.piece():
                return
        async with self._db.transaction() as tx:
            ask_round(tx)

    async def piece(self) -> bool:
        """The next customers of the round under way; False when there is nothing more to do."""
        async with self._db.transaction() as tx:
            now = await rounds.under_way(tx)
            if now is None:
                return False
            ids = await customers.ids_after(tx, now.after, _PIECE)
            over = _A_CUSTOMER * now.total
            times = {
                id_: first_slot(now.done + n, now.total, now.begun_at, over) for n, id_ in enumerate(ids)
            }
            await predictions.put_in_line(tx, times)
            more = len(ids) == _PIECE
            await rounds.note(
                tx, now.id, after=ids[-1] if ids else now.after, done=now.done + len(ids), ended=not more
            )
        return more
