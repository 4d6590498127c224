"""Proving who one is: verification over the customers, text messages, and forgetting what both were about."""

from dataclasses import dataclass
from functools import partial

from tandem.adapters.sms_local import LocalSms
from tandem.adapters.sms_local import forget as forget_messages
from tandem.adapters.sms_local import router as sms_router
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.keys import vault
from tandem.contexts.loans.api import LoanBook
from tandem.contexts.verification import api as verification
from tandem.contexts.verification.borrowers import KnownBorrowers
from tandem.contexts.verification.endpoints import router as staff_router
from tandem.kit.db import Database
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.channels.sms import AccountCodes, local_outbox
from tandem.wiring.options import API
from tandem.wiring.part import Part

_AT_ONCE = 500


@dataclass(frozen=True)
class Proving:
    """`texts`: how text messages go out; None: not at all."""

    verification: verification.Verification
    part: Part
    texts: LocalSms | AccountCodes | None


def proving(settings: Settings, db: Database, secret: bytes, book: LoanBook | None) -> Proving:
    """Codes go to the local outbox with the demo or on request, or over an SMS account; else the ends of ID numbers and
    people are left."""
    outbox = local_outbox(settings, db)
    over = AccountCodes(Accounts(db, vault(secret)), settings.sms_account) if settings.sms_account else None
    proofs = verification.Verification(verification.Codes(secret), KnownBorrowers(book), over or outbox)
    return Proving(
        proofs,
        Part(
            routers=[(API, staff_router(proofs)), *([(API, sms_router(outbox))] if outbox else [])],
            periodic=[Periodic("verification.forget", 600, partial(_forget, db, outbox), background=True)],
            closing=[over.close] if over else [],
        ),
        over or outbox,
    )


async def _forget(db: Database, outbox: LocalSms | None) -> None:
    """Delete codes, attempts and messages whose time is over."""
    async with db.transaction() as tx:
        await verification.forget(tx, _AT_ONCE)
        if outbox is not None:
            await forget_messages(tx, _AT_ONCE)
