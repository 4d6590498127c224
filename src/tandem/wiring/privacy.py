"""What is kept of a person besides by the customers context: for copies and erasures."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import tzinfo
from typing import Any
from uuid import UUID

import structlog
from fastapi import APIRouter

from tandem.contexts.channels.push.actions.registering import DevicesPart
from tandem.contexts.conversations.api import ConversationsPart
from tandem.contexts.customers import api as customers
from tandem.contexts.customers.endpoints import router as customers_router
from tandem.contexts.loans import api as loans
from tandem.contexts.portraits import subscribers as portraits_subscribers
from tandem.contexts.portraits.api import PortraitsPart
from tandem.contexts.selfservice import subscribers as selfservice_subscribers
from tandem.contexts.selfservice.api import SelfServicePart
from tandem.contexts.verification.api import VerificationPart
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Conflict, Unavailable
from tandem.kit.objects import ObjectStore
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.lending import contract_owners, loan_book
from tandem.wiring.options import API
from tandem.wiring.outside import objects
from tandem.wiring.part import Part
from tandem.wiring.predictions import PredictionsPart

log = structlog.get_logger(__name__)


class LoansPart:
    """Loans, from the core lending system (customers.PersonalPart)."""

    name = "loans"

    def __init__(self, book: loans.LoanBook) -> None:
        self._book = book

    async def collect(
        self, tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]
    ) -> Sequence[dict[str, Any]]:
        """One record a loan."""
        return [{"borrower": number, **asdict(loan)} for number, loan in await self._loans(borrowers)]

    async def against_erasure(self, family: Sequence[UUID], borrowers: Sequence[str]) -> str | None:
        """A loan that is not settled: the contract needs the data."""
        unsettled = any(loan.state != "settled" for _, loan in await self._loans(borrowers))
        return "open_loans" if unsettled else None

    async def _loans(self, borrowers: Sequence[str]) -> list[tuple[str, loans.Loan]]:
        try:
            return [(number, loan) for number in borrowers for loan in await self._book.loans(number)]
        except loans.LoanRefused as refused:
            log.warning("customers.loans_refused", code=refused.code)
            raise Conflict(
                "loan_core_refused"
            ) from refused  # asking again gives the same: a person looks into it
        except (loans.CoreUnavailable, loans.CoreTimedOut) as error:
            raise Unavailable("loan_core_away", retry_after=30) from error


def parts_of_a_person(
    db: Database, book: loans.LoanBook | None, zone: tzinfo
) -> list[customers.PersonalPart]:
    """All of them."""
    return [
        customers.BlocksPart(),
        ConversationsPart(),
        DevicesPart(),
        VerificationPart(),
        PortraitsPart(zone),
        PredictionsPart(),
        SelfServicePart(db),
        *([LoansPart(book)] if book is not None else []),
    ]


@dataclass(frozen=True)
class PeopleSide:
    """The customers context with what it needs of others."""

    kept: customers.Privacy
    parts: Sequence[customers.PersonalPart]
    router: APIRouter

    def part(self) -> Part:
        """For a process: routes, and what carries requests for copies and erasures out."""
        return Part(
            routers=[(API, self.router)],
            jobs=[self.kept.job()],
            timers=customers.timer_handlers(),
            periodic=[Periodic("customers.delete_copies", 600, self.kept.delete_expired, background=True)],
        )


def people_side(db: Database, store: ObjectStore, book: loans.LoanBook | None, zone: tzinfo) -> PeopleSide:
    """Its staff routes, and what carries requests for copies and erasures out."""
    parts = parts_of_a_person(db, book, zone)
    kept = customers.Privacy(db, store, parts)
    return PeopleSide(kept, parts, customers_router(kept, parts, contract_owners(book)))


def privacy(settings: Settings, db: Database) -> PeopleSide:
    """The same, for commands that work beside a running instance or without one. Others hear of an erasure by jobs that
    the next worker does."""
    store = objects(settings)
    db.subscribe(
        [
            *portraits_subscribers.subscriptions(db),
            *selfservice_subscribers.subscriptions(db, store, settings.zone),
        ]
    )
    return people_side(db, store, loan_book(settings, db), settings.zone)
