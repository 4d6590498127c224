"""Trying a code."""

from typing import Literal
from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.verification import repository
from tandem.contexts.verification.actions.failing import failed
from tandem.contexts.verification.actions.proving import prove
from tandem.contexts.verification.actions.requesting_codes import NEW_PHONE
from tandem.contexts.verification.actions.standing import standing
from tandem.contexts.verification.challenge import Asker, Checked, Proof
from tandem.contexts.verification.codes import Codes
from tandem.contexts.verification.events import CustomerProven
from tandem.contexts.verification.ports import Borrowers
from tandem.contexts.verification.repository import Asked
from tandem.contexts.verification.rules import limits, typed
from tandem.kit.db import Tx


async def check_code(
    tx: Tx, codes: Codes, borrowers: Borrowers, challenge_id: UUID, code: str, asker: Asker
) -> Checked:
    """Whether it is the code of this challenge, asked for in this session by this customer. Raises nothing: a wrong try
    must be committed to count. `ended`: proven; wrong (`left` tries before a lock); expired; used (also replaced by a
    later one, or tried too often); locked; unknown (none, or another session's or customer's)."""
    at = codes.mark("address", asker.address)
    asked = await repository.challenge(tx, challenge_id, asker)
    if asked is not None:
        await repository.one_at_a_time(tx, asked.phone_mark, asker.session)
        asked = await repository.challenge(tx, challenge_id, asker, lock=True)
    if asked is None:
        await repository.note_attempt(tx, asker, "unknown", "code", "", at, None)
        return Checked("unknown")
    tried = await repository.tried(tx, asked.phone_mark, asker.session, at)
    if (until := limits.locked_until(tried, tx.now)) is not None:
        return Checked("locked", locked_until=until)
    over = _over(asked, tx)
    if over is not None:
        await repository.note_attempt(tx, asker, over, "code", asked.phone_mark, at, asked.id)
        return Checked(over)
    # Compared before looking whether anybody has the number, so that the time it takes says nothing either.
    fits = codes.fits(asked.id, typed.code(code), asked.code_hash)
    if not fits or asked.borrower is None:
        await repository.count_try(tx, asked.id, over=asked.tries + 1 >= limits.TRIES)
        return await failed(tx, asker, "code", asked.phone_mark, at, asked.id, asked.conversation_id)
    await repository.count_try(tx, asked.id, over=True)
    if asked.purpose == NEW_PHONE:
        return await _held(tx, borrowers, asker, asked, at)
    proof = await prove(tx, borrowers, asker, asked.borrower, "code", conversation_id=asked.conversation_id)
    ended: Literal["proven", "unknown"] = "proven" if proof else "unknown"
    await repository.note_attempt(tx, asker, ended, "code", asked.phone_mark, at, asked.id)
    return Checked(ended, proof)


async def _held(tx: Tx, borrowers: Borrowers, asker: Asker, asked: Asked, at: str) -> Checked:
    """The new number is in the customer's hands; how sure it is who they are stays what it was. Nobody becomes fresh,
    or stays so for longer, by a number of their own choice."""
    have = await standing(tx, borrowers, asker.customer_id, asker.session)
    if have.borrower is None or have.borrower != asked.borrower:
        await repository.note_attempt(tx, asker, "unknown", "code", asked.phone_mark, at, asked.id)
        return Checked("unknown")
    await repository.note_attempt(tx, asker, "proven", "code", asked.phone_mark, at, asked.id)
    actor = access.Actor.customer(asker.customer_id, "")
    await access.record(tx, actor, "verification.number_held", f"customer:{asker.customer_id}")
    tx.emit(
        CustomerProven(
            subject_id=asker.customer_id, actor=actor.label, proof_id=asked.id, session=asker.session,
            conversation_id=asked.conversation_id, method="code", level=have.level.word,
        )
    )  # fmt: skip
    proof = Proof(asked.id, asker.customer_id, asker.session, "code", have.borrower, tx.now, have.fresh_until)
    return Checked("proven", proof)


def _over(asked: Asked, tx: Tx) -> Literal["used", "expired"] | None:
    if asked.over_at is not None or asked.tries >= limits.TRIES:
        return "used"
    return "expired" if asked.expires_at <= tx.now else None
