"""The core lending system: the local ledger, or another one, and what flows see of it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tandem.adapters.accounts_loans import LoanAccounts, journalled
from tandem.adapters.loans_local import (
    LendingOnDemand,
    LocalLoanBook,
    MemoryStore,
    PostgresStore,
    Store,
    owner_of,
    take_in,
)
from tandem.adapters.loans_local.limits import law
from tandem.adapters.loans_rest import CoreClient, RestLoanBook
from tandem.contexts.access import api as access
from tandem.contexts.bot.ports import Accounts
from tandem.contexts.customers.ports import ContractOwners, no_contracts
from tandem.contexts.loans import api as loans
from tandem.contexts.selfservice import deadlines
from tandem.demo.seed.borrowers import BORROWERS, borrower_of
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.settings import Settings

if TYPE_CHECKING:
    from tandem.adapters.loans_local.bench import ScheduleBench

PRETENDED = "two_loans"
"""The kind of borrower that trials pretend to be."""


def loan_book(settings: Settings, db: Database) -> loans.LoanBook | None:
    """The core lending system: the local ledger with the demo or on request, another one over HTTP, or none."""
    if settings.accounts == "rest":
        assert settings.loan_core_url is not None
        token = settings.loan_core_token.get_secret_value() if settings.loan_core_token else ""
        return RestLoanBook(CoreClient(settings.loan_core_url, token, timeout_s=settings.loan_core_timeout_s))
    if settings.accounts == "local" or (settings.accounts == "auto" and settings.demo):
        store: Store = PostgresStore(db)
        if settings.demo:
            store = LendingOnDemand(
                store, borrower_of, lambda: db.clock.now().astimezone(settings.zone).date()
            )
        return LocalLoanBook(store, db.clock, settings.zone)
    return None


def law_rules(book: loans.LoanBook | None) -> Sequence[loans.LawRule]:
    """By which rules of law is counted here: the ledger's own where it is the core, and times for answers."""
    return [*(law() if isinstance(book, LocalLoanBook) else ()), *deadlines.law()]


def accounts(db: Database, book: loans.LoanBook | None) -> Accounts | None:
    """What flows see of the loan book, if there is one; what they do is journalled."""
    if book is None:
        return None
    asked = loans.Questions(db, book, access.Actor.bot())
    return LoanAccounts(asked, journalled(loans.Commands(db, book)))


def contract_owners(book: loans.LoanBook | None) -> ContractOwners:
    """Whose contract this is: the local ledger knows; the documented line to another core has no such question."""
    if isinstance(book, LocalLoanBook):
        return owner_of
    return no_contracts


async def lend_to_demo_customers(settings: Settings) -> int:
    """Give the demo's borrowers their loans, unless they have them; how many got some now."""
    if settings.accounts not in ("auto", "local"):
        return 0
    assert settings.database_url is not None
    db = Database(settings.database_url, pool_size=2)
    try:
        return await take_in(PostgresStore(db), BORROWERS, db.clock.now().astimezone(settings.zone).date())
    finally:
        await db.close()


def untouched_accounts() -> Accounts:
    """A ledger in memory with the demo's borrowers on the day of the first request; its clock follows requests."""
    clock = FixedClock(datetime(2000, 1, 1, tzinfo=UTC))
    store = LendingOnDemand(MemoryStore(), borrower_of, lambda: clock.now().date())
    book = LocalLoanBook(store, clock, UTC)

    async def as_of(now: datetime) -> None:
        clock.advance(now.replace(tzinfo=UTC) - clock.now())  # a story's hours are the lender's

    async def perform(command: loans.Command) -> loans.Outcome:
        return await book.perform(command, clock.now())

    return LoanAccounts(book, perform, as_of)


async def check_ledger(db: Database, done: Callable[[int, int], None]) -> Sequence[str]:
    """What is wrong with the local ledger's books; nothing when all is well."""
    from tandem.adapters.loans_local.checks import check

    return await check(db, done)


def bench_schedules(count: int, compare: int, seed: int, done: Callable[[int], None]) -> "ScheduleBench":
    """Compute `count` schedules with the local ledger and compare some with the pure rule."""
    from tandem.adapters.loans_local.bench import bench_schedules as bench

    return bench(count, compare, seed, done)
