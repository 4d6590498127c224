"""Filling: portraits of all customers, once, for an installation that has customers already. Stopped, it goes on where
it stopped. Afterwards events and timers keep them up to date."""

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

import structlog

from tandem.contexts.customers import api as customers
from tandem.contexts.portraits.actions.computing import Portraying
from tandem.contexts.portraits.repository import fills, portraits
from tandem.contexts.portraits.repository.fills import Fill
from tandem.kit.db import Database
from tandem.kit.errors import TandemError, Unavailable

log = structlog.get_logger(__name__)
_PIECE = 100
Told = Callable[[int, int], None]
"""(done, of how many)."""


async def fill(
    db: Database, portraying: Portraying, *, told: Told, at_once: int = 4, anew: bool = False
) -> Fill:
    """Compute every customer, reading the loan book once for each, `at_once` of them at the same time. Goes on with a
    filling that was stopped unless `anew`. Cancelling it loses no more than a piece of a hundred. A customer who cannot
    be computed is counted and left to the workers; a database that is away ends it (Unavailable)."""
    run = await _begun(db, anew=anew)
    told(run.done, run.total)
    after, done, failed = run.after, run.done, run.failed
    while True:
        async with db.transaction() as tx:
            piece = await customers.ids_after(tx, after, _PIECE)
            for customer_id in piece:
                await portraits.want(tx, customer_id, loans=True)
        wrong = await _compute(portraying, piece, at_once)
        after = piece[-1] if piece else after
        async with db.transaction() as tx:
            await fills.note(tx, run.id, after=after, done=len(piece), failed=wrong, ended=not piece)
        done, failed = done + len(piece), failed + wrong
        told(done, max(done, run.total))
        if not piece:
            return Fill(run.id, run.begun_at, after, done, failed, run.total, db.clock.now())


async def _begun(db: Database, *, anew: bool) -> Fill:
    async with db.transaction() as tx:
        known = await fills.newest(tx)
        if known is not None and known.ended_at is None and not anew:
            return known
        return await fills.begin(tx, await customers.how_many(tx))


async def _compute(portraying: Portraying, piece: Sequence[UUID], at_once: int) -> int:
    gate = asyncio.Semaphore(max(1, at_once))

    async def one(customer_id: UUID) -> bool:
        async with gate:
            try:
                await portraying.refresh(customer_id, quiet=True)
            except Unavailable:
                raise
            except TandemError as error:
                log.warning("portraits.fill_failed", customer_id=str(customer_id), cause=error.code)
                return True
            return False

    return sum(await asyncio.gather(*(one(customer_id) for customer_id in piece)))
