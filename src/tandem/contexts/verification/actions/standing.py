"""What a session has proven by now."""

from uuid import UUID

from tandem.contexts.verification import repository
from tandem.contexts.verification.challenge import Standing
from tandem.contexts.verification.ports import Borrowers
from tandem.contexts.verification.rules.levels import Level, level_of
from tandem.kit.db import Tx

_NOBODY = Standing(Level.PUBLIC)


async def standing(tx: Tx, borrowers: Borrowers, customer_id: UUID, session: str) -> Standing:
    """The level of this customer's session now, and by which number the lender knows them. A proof about a borrower
    whom the customer is no longer bound to (a merge was undone) counts for nothing."""
    vouched = await borrowers.vouched(tx, customer_id)
    borrower = vouched or await borrowers.of_customer(tx, customer_id)
    if borrower is None:
        return _NOBODY
    proofs = await repository.proofs(tx, customer_id, session, borrower) if session else ()
    level = level_of(proofs, tx.now, vouched=vouched is not None)
    if level is Level.PUBLIC:
        return _NOBODY
    fresh = max((one.fresh_until for one in proofs if one.fresh_until is not None), default=None)
    return Standing(level, borrower, fresh if level is Level.FRESH else None)
