"""The weaker way where no text message reaches: the registered number and the end of the ID number."""

from typing import Literal

from tandem.contexts.verification import repository
from tandem.contexts.verification.actions.failing import failed
from tandem.contexts.verification.actions.proving import prove
from tandem.contexts.verification.actions.requesting_codes import whose
from tandem.contexts.verification.challenge import Asker, Checked
from tandem.contexts.verification.codes import Codes
from tandem.contexts.verification.errors import BadIdDigits, BadPhone
from tandem.contexts.verification.ports import Borrowers
from tandem.contexts.verification.rules import limits, typed
from tandem.kit.db import Tx

_NOBODY = "----"
"""What is compared where there is no ID number: no four digits."""


async def match_id_digits(
    tx: Tx, codes: Codes, borrowers: Borrowers, asker: Asker, *, phone: str, digits: str
) -> Checked:
    """Whether the number is a borrower's and their ID number ends so. Gives `bound` only, never `fresh`. `ended`:
    proven, wrong (the same for an unknown number), locked. Raises BadPhone, BadIdDigits for what is neither."""
    number, end = typed.phone(phone), typed.id_digits(digits)
    if number is None:
        raise BadPhone(fields=[("phone", "11 digits")])
    if end is None:
        raise BadIdDigits(fields=[("digits", "three digits and a digit or X")])
    mark, at = codes.mark("phone", number), codes.mark("address", asker.address)
    await repository.one_at_a_time(tx, mark, asker.session)
    tried = await repository.tried(tx, mark, asker.session, at)
    if (until := limits.locked_until(tried, tx.now)) is not None:
        return Checked("locked", locked_until=until)
    borrower = await whose(tx, borrowers, asker, number)
    known = await borrowers.id_digits(tx, borrower or "")
    if not codes.same(end, (known or _NOBODY).upper()) or borrower is None:
        return await failed(tx, asker, "id_digits", mark, at, None, asker.conversation_id)
    proof = await prove(tx, borrowers, asker, borrower, "id_digits", conversation_id=asker.conversation_id)
    ended: Literal["proven", "unknown"] = "proven" if proof else "unknown"
    await repository.note_attempt(tx, asker, ended, "id_digits", mark, at, None)
    return Checked(ended, proof)
