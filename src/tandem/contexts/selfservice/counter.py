"""What one process keeps for self-service, and who stands before it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, tzinfo

from starlette.requests import HTTPConnection

from tandem.contexts.access import api as access
from tandem.contexts.customers import api as customers
from tandem.contexts.loans.api import (
    Commands,
    CoreTimedOut,
    CoreUnavailable,
    LoanBook,
    LoanRefused,
    Questions,
)
from tandem.contexts.selfservice.errors import (
    CoreAway,
    LoanNotFound,
    PaymentsAway,
    Refused,
    VerificationNeeded,
)
from tandem.contexts.selfservice.levels import missing
from tandem.contexts.selfservice.ports import PaymentGateway, Proofs, Sessions, Standing, Visitor
from tandem.kit.db import Database
from tandem.kit.objects import ObjectStore


@dataclass(frozen=True)
class Caller:
    """A customer's session and what it has proven."""

    visitor: Visitor
    standing: Standing

    def may(self, action: str) -> str:
        """The borrower for whom the action is. Raises VerificationNeeded, naming the level that is missing."""
        level = missing(action, self.standing.level)
        if level is not None or self.standing.borrower is None:
            raise VerificationNeeded(level or "bound")
        return self.standing.borrower

    @property
    def actor(self) -> access.Actor:
        return self.visitor.actor


def peer(connection: HTTPConnection) -> str:
    """The address at the other end of the line."""
    return connection.client.host if connection.client else "unknown"


@dataclass(frozen=True)
class Counter:
    """`book` None: there is no core; `gateway` None: bound cards only. `base_url` is where the product is reached;
    `address` tells where a request comes from, also behind proxies."""

    db: Database
    book: LoanBook | None
    gateway: PaymentGateway | None
    objects: ObjectStore
    sessions: Sessions
    proofs: Proofs
    secret: bytes
    base_url: str
    zone: tzinfo
    rate_limits: bool = True
    address: Callable[[HTTPConnection], str] = peer

    async def admit(self, token: str) -> Caller:
        """The bearer of a web session's token. Raises Unauthenticated."""
        async with self.db.transaction() as tx:
            visitor = await self.sessions.visitor(tx, token)
            return Caller(visitor, await self.proofs.standing(tx, visitor))

    @property
    def today(self) -> date:
        """The lender's day."""
        return self.db.clock.now().astimezone(self.zone).date()

    @property
    def core(self) -> LoanBook:
        """Raises CoreAway where there is none."""
        if self.book is None:
            raise CoreAway()
        return self.book

    @property
    def payments(self) -> PaymentGateway:
        """Raises PaymentsAway where there is none."""
        if self.gateway is None:
            raise PaymentsAway()
        return self.gateway

    @property
    def commands(self) -> Commands:
        return Commands(self.db, self.core)

    async def holder(self, borrower: str) -> str | None:
        """The borrower's name, if somebody vouches for it (the core, a signed identity); what people call themselves is
        on no paper."""
        async with self.db.transaction() as tx:
            person = await customers.by_borrower(tx, borrower)
            if person is None:
                return None
            known = await customers.personal_of(tx, person.id)
        from_core = any(one.kind == "id_number" and one.source == "core" for one in known)
        return person.name if person.verified or from_core else None

    def questions(self, caller: Caller) -> Questions:
        """Questions in the caller's name: somebody else's loan is refused with an audit entry."""
        return Questions(self.db, self.core, caller.actor)


@asynccontextmanager
async def told() -> AsyncIterator[None]:
    """What the core raises, in the words of this context: LoanNotFound, Refused "loan_<code>", CoreAway."""
    try:
        yield
    except LoanRefused as refused:
        raise (LoanNotFound() if refused.code == "no_loan" else Refused(f"loan_{refused.code}")) from refused
    except (CoreUnavailable, CoreTimedOut) as error:
        raise CoreAway(retry_after=5) from error
