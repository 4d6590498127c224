"""Sweeping: after a publication every portrait is computed anew from the facts kept, in the background, in pieces.

Where it stopped is in the rows themselves: each knows the edition it follows. A sweep passes over whom another process
computes at that moment, and over whom it cannot compute; `subscribers.catch_up` asks for another one as long as there
are any."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from tandem.contexts.portraits.actions.computing import Portraying
from tandem.contexts.portraits.repository import portraits
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Unavailable

log = structlog.get_logger(__name__)
SWEEP = "portraits.sweep"
_PIECE = 50
_PIECES = 10
Place = tuple[int, UUID]
"""(edition, customer): how far a sweep came."""


def ask(tx: Tx, after: Place | None = None) -> None:
    """The rules are others: compute everybody anew, behind `after`."""
    payload = {"after": [after[0], str(after[1])]} if after is not None else {}
    tx.enqueue(SWEEP, payload, dedupe_key="sweep", priority=-5)


class Sweeping:
    def __init__(self, db: Database, portraying: Portraying) -> None:
        self._db, self._portraying = db, portraying

    async def job(self, payload: Mapping[str, Any]) -> None:
        """Job: some hundred customers, then the next job; ends when it has seen everybody."""
        told = payload.get("after")
        after: Place | None = (int(told[0]), UUID(told[1])) if told else None
        for _ in range(_PIECES):
            count, after = await self.piece(after)
            if count < _PIECE:
                return
        async with self._db.transaction() as tx:
            ask(tx, after)

    async def piece(self, after: Place | None = None) -> tuple[int, Place | None]:
        """Up to fifty customers in one transaction; how many there were, and the last of them. When one of them cannot
        be computed, each has a transaction of their own: the others do not wait for that one."""
        try:
            async with self._db.transaction() as tx:
                found = await portraits.outdated(tx, await portraits.revision(tx), _PIECE, after)
                for _, customer_id in found:
                    await self._compute(tx, customer_id)
        except Unavailable:
            raise
        except Exception as error:
            log.warning("portraits.piece_failed", cause=repr(error))
            found = await self._one_by_one(after)
        return len(found), found[-1] if found else after

    async def _one_by_one(self, after: Place | None) -> list[Place]:
        async with self._db.transaction() as tx:
            found = await portraits.outdated(tx, await portraits.revision(tx), _PIECE, after)
        for _, customer_id in found:
            try:
                async with self._db.transaction() as tx:
                    await self._compute(tx, customer_id)
            except Unavailable:
                raise
            except Exception:
                # One customer who cannot be computed must not keep the others on old rules.
                log.exception("portraits.sweep_failed", customer_id=str(customer_id))
        return found

    async def _compute(self, tx: Tx, customer_id: UUID) -> None:
        kept = await portraits.lock(tx, customer_id)
        if kept is not None and kept.base is not None:
            await self._portraying.compute(tx, kept, None, again=True)
