"""A wrong answer: counted, audited, and the last one locks."""

from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.verification import repository
from tandem.contexts.verification.challenge import Asker, Checked
from tandem.contexts.verification.events import VerificationLocked
from tandem.contexts.verification.rules import limits
from tandem.contexts.verification.rules.levels import Method
from tandem.kit.db import Tx


async def failed(
    tx: Tx, asker: Asker, method: Method, phone_mark: str, address_mark: str, challenge_id: UUID | None,
    conversation_id: UUID | None,
) -> Checked:  # fmt: skip
    """Count it. `left` is the same whether or not anybody has the number."""
    await repository.note_attempt(tx, asker, "wrong", method, phone_mark, address_mark, challenge_id)
    actor = access.Actor.customer(asker.customer_id, "")
    tried = await repository.tried(tx, phone_mark, asker.session, address_mark)
    until = limits.locked_until(tried, tx.now)
    subject = f"customer:{asker.customer_id}"
    await access.record(tx, actor, "verification.failed", subject, {"method": method})
    if until is None:
        return Checked("wrong", left=limits.tries_left(tried, tx.now))
    await access.record(
        tx, actor, "verification.locked", subject, {"method": method, "until": until.isoformat()}
    )
    tx.emit(
        VerificationLocked(
            subject_id=asker.customer_id, actor=actor.label, conversation_id=conversation_id,
            session=asker.session, method=method, until=until,
        )
    )  # fmt: skip
    return Checked("locked", locked_until=until)
