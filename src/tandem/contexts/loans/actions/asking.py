"""Asking: what became of a command that the core did not answer in time. It is never sent again for this."""

import structlog

from tandem.contexts.access import api as access
from tandem.contexts.loans import repository
from tandem.contexts.loans.actions.settling import leave_open, settle
from tandem.contexts.loans.command import Commanded, Outcome
from tandem.contexts.loans.ports import CoreTimedOut, CoreUnavailable, LoanBook
from tandem.contexts.loans.rules.waiting import never_begun
from tandem.kit.db import Database

log = structlog.get_logger(__name__)
ACTOR = access.Actor.system("loans")
_AT_ONCE = 50


async def ask(db: Database, book: LoanBook, open_: Commanded) -> Commanded:
    """Ask the core about one open command and note the answer. It stays open while the core does not say, or does
    not know it yet; when it can no longer begin, it is refused as not_executed."""
    try:
        outcome = await book.outcome(open_.key)
    except (CoreUnavailable, CoreTimedOut) as error:
        log.warning("loans.core_silent", command_id=str(open_.id), cause=type(error).__name__)
        outcome, known = None, False
    else:
        known = True
    async with db.transaction() as tx:
        if outcome is None and known and never_begun(open_.expires_at, tx.now):
            outcome = Outcome(refusal="not_executed")
        if outcome is None:
            return await leave_open(tx, open_.id, ACTOR)
        return await settle(tx, open_.id, outcome, ACTOR)


async def reconcile(db: Database, book: LoanBook) -> int:
    """Ask about every open command whose time has come; how many are settled now."""
    async with db.transaction() as tx:
        due = await repository.claim(tx, _AT_ONCE)
    settled = 0
    for one in due:
        try:
            settled += (await ask(db, book, one)).settled_at is not None
        except Exception:
            # One command that cannot be asked about must not keep the others waiting; its next time is set.
            log.exception("loans.asking_failed", command_id=str(one.id))
    return settled
