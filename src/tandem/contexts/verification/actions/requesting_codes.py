"""Asking for a code. Whether the number is a borrower's is seen by its telephone alone."""

from tandem.contexts.verification import repository
from tandem.contexts.verification.actions.standing import standing
from tandem.contexts.verification.challenge import Asker, Challenge, Outgoing
from tandem.contexts.verification.codes import Codes
from tandem.contexts.verification.errors import (
    BadPhone,
    CodeTooSoon,
    TooManyCodes,
    VerificationIsLocked,
    VerificationNeeded,
)
from tandem.contexts.verification.ports import Borrowers
from tandem.contexts.verification.rules import limits, typed
from tandem.contexts.verification.rules.levels import Level
from tandem.kit.db import Tx
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id

NEW_PHONE = "new_phone"
"""The purpose of a code that shows that a new number is the customer's; it proves nothing else."""


async def request_code(
    tx: Tx,
    codes: Codes,
    borrowers: Borrowers,
    asker: Asker,
    *,
    purpose: str,
    phone: str,
    locale: str = "zh-CN",
) -> tuple[Challenge, Outgoing | None]:
    """A code for the borrower who has this number, and what must be sent **after the commit**; None when nobody has
    it, or somebody else than this customer is bound to. The caller answers the same either way.

    `purpose`: what for, a code for the sender's statistics. Earlier codes of the session are worth nothing from now
    on. Raises BadPhone, VerificationIsLocked, CodeTooSoon (the same number within a minute), TooManyCodes."""
    number, mark, at = await _admitted(tx, codes, asker, phone)
    borrower = await whose(tx, borrowers, asker, number)
    return await _made(tx, codes, asker, purpose, number, (mark, at), borrower, locale)


async def request_code_to_new(
    tx: Tx, codes: Codes, borrowers: Borrowers, asker: Asker, *, phone: str, locale: str = "zh-CN"
) -> tuple[Challenge, Outgoing]:
    """A code to the number that the customer wants to have from now on, whoever else may have it: it shows that the
    telephone is in their hands, and nothing else. Goes out only for who has just proven who they are. Raises
    VerificationNeeded, and what `request_code` raises."""
    have = await standing(tx, borrowers, asker.customer_id, asker.session)
    if have.level < Level.FRESH:
        raise VerificationNeeded(Level.FRESH)
    number, mark, at = await _admitted(tx, codes, asker, phone)
    made, outgoing = await _made(tx, codes, asker, NEW_PHONE, number, (mark, at), have.borrower, locale)
    assert outgoing is not None  # whoever is fresh is a borrower
    return made, outgoing


async def _admitted(tx: Tx, codes: Codes, asker: Asker, phone: str) -> tuple[str, str, str]:
    """The number and the marks of number and address, unless it is locked or too soon."""
    number = typed.phone(phone)
    if number is None:
        raise BadPhone(fields=[("phone", "11 digits")])
    mark, at = codes.mark("phone", number), codes.mark("address", asker.address)
    await repository.one_at_a_time(tx, mark, asker.session)
    tried = await repository.tried(tx, mark, asker.session, at)
    if (until := limits.locked_until(tried, tx.now)) is not None:
        raise VerificationIsLocked(
            retry_after=(until - tx.now).total_seconds(), extra={"until": until.isoformat()}
        )
    if (wait := limits.may_send_from(tried, tx.now)) is not None:
        free, limit = wait
        error = CodeTooSoon if limit.window == limits.RESEND_AFTER else TooManyCodes
        raise error(retry_after=(free - tx.now).total_seconds())
    return number, mark, at


async def _made(
    tx: Tx, codes: Codes, asker: Asker, purpose: str, number: str, marks: tuple[str, str], borrower: str | None,
    locale: str,
) -> tuple[Challenge, Outgoing | None]:  # fmt: skip
    mark, at = marks
    made = Challenge(new_id(), tx.now + limits.CODE_LIVES, tx.now + limits.RESEND_AFTER, typed.masked(number))
    code = codes.new()
    await repository.add_challenge(
        tx, made.id, asker, purpose=purpose, phone_mark=mark, borrower=borrower,
        code_hash=codes.hashed(made.id, code), lives=limits.CODE_LIVES,
    )  # fmt: skip
    await repository.note_attempt(tx, asker, "sent" if borrower else "not_sent", "code", mark, at, made.id)
    text = translate("verification.sms", locale, code=code, minutes=limits.CODE_LIVES.seconds // 60)
    return made, Outgoing(number, text, made.id.hex, purpose) if borrower else None


async def whose(tx: Tx, borrowers: Borrowers, asker: Asker, number: str) -> str | None:
    """The borrower whom a code to this number would prove. Nobody when several share it (a person sorts that out), and
    nobody else than whom the customer is bound to already."""
    found = await borrowers.by_phone(tx, number)
    known = await borrowers.of_customer(tx, asker.customer_id)
    if known is not None:
        return known if known in found else None
    return found[0] if len(found) == 1 else None
