"""Filling: portraits of all customers, once, for an installation that has customers already. Stopped, it goes on where
it stopped. Afterwards events and timers keep them up to date."""

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

import structlog

from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as loans
from tandem.contexts.portraits.actions.computing import Portraying
from tandem.contexts.portraits.repository import fills, portraits
from tandem.contexts.portraits.repository.fills import Fill
from tandem.kit.db import Database
from tandem.kit.errors import TandemError, Unavailable

log = structlog.get_logger(__name__)
_PIECE = 250
Told = Callable[[int, int], None]
"""(done, of how many)."""


async def fill(
    db: Database, portraying: Portraying, *, told: Told, at_once: int = 4, anew: bool = False, missing: bool = False
) -> Fill:  # fmt: skip
    """Compute every customer, reading the loan book once for each, `at_once` of them at the same time; those who have
    none yet, together. Goes on with a filling that was stopped unless `anew`; `missing`: nobody who has one.
    Cancelling it loses no more than a piece. A customer who cannot be computed is counted and left to the workers; a
    database that is away ends it (Unavailable)."""
    run = await _begun(db, anew=anew)
    told(run.done, run.total)
    after, done, failed = run.after, run.done, run.failed
    while True:
        async with db.transaction() as tx:
            piece = await customers.ids_after(tx, after, _PIECE)
        wrong = await fill_some(db, portraying, piece, at_once=at_once, missing=missing)
        after = piece[-1] if piece else after
        async with db.transaction() as tx:
            await fills.note(tx, run.id, after=after, done=len(piece), failed=wrong, ended=not piece)
        done, failed = done + len(piece), failed + wrong
        told(done, max(done, run.total))
        if not piece:
            return Fill(run.id, run.begun_at, after, done, failed, run.total, db.clock.now())


async def fill_some(
    db: Database, portraying: Portraying, piece: Sequence[UUID], *, at_once: int = 2, missing: bool = True
) -> int:
    """Compute these customers, those who have no portrait together; `missing`: nobody who has one. How many could not
    be computed and are left to the workers. Again does no harm. Raises Unavailable."""
    begun = await _together(portraying, piece)
    alone = [one for one in piece if one not in begun]
    if not alone:
        return 0
    async with db.transaction() as tx:
        alone = await portraits.without(tx, alone) if missing else alone
        for customer_id in alone:
            await portraits.want(tx, customer_id, loans=True)
    return await _compute(portraying, alone, at_once)


async def _begun(db: Database, *, anew: bool) -> Fill:
    async with db.transaction() as tx:
        known = await fills.newest(tx)
        if known is not None and known.ended_at is None and not anew:
            return known
        return await fills.begin(tx, await customers.how_many(tx))


async def _together(portraying: Portraying, piece: Sequence[UUID]) -> set[UUID]:
    """Those who could be computed in one go."""
    try:
        return await portraying.begin(piece)
    except (loans.CoreUnavailable, loans.CoreTimedOut) as error:
        log.warning("portraits.core_silent", cause=type(error).__name__)
        return set()


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
