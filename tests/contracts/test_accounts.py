"""What every account book behind the bot's port must do, run over the ledger as stories have it (in memory), and as
customers have it (in PostgreSQL, commands journalled)."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, update

from tandem.adapters.accounts_loans import LoanAccounts, journalled
from tandem.adapters.loans_local import LendingOnDemand, LocalLoanBook, MemoryStore, PostgresStore, take_in
from tandem.adapters.loans_local.checks import check
from tandem.adapters.loans_local.models import ledger_posting_table
from tandem.contexts.bot.ports import AccountRefused, Accounts, AccountsUnavailable
from tandem.contexts.loans.api import Command, Commands, CoreTimedOut, CoreUnavailable, Outcome
from tandem.demo.seed.borrowers import BORROWERS, borrower_of
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
L0, L1, L2 = "two_loans-L0", "two_loans-L1", "two_loans-L2"


class World:
    """An account book whose core's clock follows the requests."""

    def __init__(self, store: MemoryStore | PostgresStore, clock: FixedClock) -> None:
        self.clock = clock
        lending = LendingOnDemand(store, borrower_of, lambda: clock.now().date())
        self.book = LocalLoanBook(lending, clock, UTC)

    async def as_of(self, now: datetime) -> None:
        self.clock.advance(now - self.clock.now())

    async def perform(self, command: Command) -> Outcome:
        return await self.book.perform(command, self.clock.now())


CARD = "card-6217"


@pytest.fixture(params=["memory", "journalled"])
async def accounts(request: pytest.FixtureRequest) -> AsyncIterator[Accounts]:
    clock = FixedClock(NOW)
    if request.param == "memory":
        memory = MemoryStore()
        await take_in(memory, BORROWERS, NOW.date())
        world = World(memory, clock)
        yield LoanAccounts(world.book, world.perform, world.as_of)
        return
    db = Database(
        request.getfixturevalue("database_url"),
        pool_size=2,
        clock=clock,
        keyring=request.getfixturevalue("keyring"),
    )
    store = PostgresStore(db)
    assert await take_in(store, BORROWERS, NOW.date()) == 4
    assert await take_in(store, BORROWERS, NOW.date()) == 0
    world = World(store, clock)
    yield LoanAccounts(world.book, journalled(Commands(db, world.book)), world.as_of)
    await db.close()


@pytest.fixture
def keys() -> Iterator[str]:
    return (f"x{n}" for n in count())


async def refusal(work: object) -> str:
    with pytest.raises(AccountRefused) as caught:
        await work  # type: ignore[misc]
    return caught.value.code


async def test_the_same_key_acts_once_and_gives_the_first_result(accounts: Accounts) -> None:
    before = await accounts.bill("two_loans", NOW)
    card = (await accounts.cards("two_loans", NOW))[0].id
    first = await accounts.repay("two_loans", NOW, card, 10_000, "k1")
    later = await accounts.repay("two_loans", NOW + timedelta(days=1), card, 10_000, "k1")
    other = await accounts.repay("two_loans", NOW, card, 10_000, "k2")
    assert first == later != other
    assert (await accounts.bill("two_loans", NOW)).due_fen == before.due_fen - 20_000


async def test_a_quote_adds_up_and_grows_with_the_days(accounts: Accounts) -> None:
    loan = (await accounts.loans("two_loans", NOW))[0]
    totals = []
    for days in range(0, 31, 10):
        quote = await accounts.settlement_quote(
            "two_loans", NOW, loan.id, (NOW + timedelta(days=days)).date()
        )
        assert quote.total_fen == quote.principal_fen + quote.interest_fen + quote.fee_fen
        assert quote.principal_fen == loan.principal_fen
        totals.append(quote.total_fen)
    assert totals == sorted(set(totals))


async def test_a_fee_is_charged_only_before_the_first_instalment(accounts: Accounts) -> None:
    quote = await accounts.settlement_quote("one_loan", NOW, "one_loan-L1", NOW.date())
    assert quote.fee_fen == quote.principal_fen // 100
    assert (await accounts.settlement_quote("two_loans", NOW, L1, NOW.date())).fee_fen == 0


async def test_refusals(accounts: Accounts, keys: Iterator[str]) -> None:
    today, far = NOW.date(), (NOW + timedelta(days=31)).date()
    a = accounts
    assert await refusal(a.settlement_quote("overdue", NOW, "overdue-L1", today)) == "overdue"
    assert await refusal(a.settlement_quote("two_loans", NOW, L1, today - timedelta(days=1))) == "past"
    assert await refusal(a.settlement_quote("two_loans", NOW, L1, far)) == "too_far"
    assert await refusal(a.settlement_quote("two_loans", NOW, L0, today)) == "no_loan"
    assert await refusal(a.bill("settled", NOW)) == "no_loan"
    assert await refusal(a.repay("two_loans", NOW, "card-0000", 1_000, next(keys))) == "no_card"
    assert await refusal(a.repay("two_loans", NOW, "card-6217", 999, next(keys))) == "too_little"
    assert await refusal(a.repay("two_loans", NOW, "card-6217", 10_000_000, next(keys))) == "too_much"
    assert await refusal(a.prepay("two_loans", NOW, L2, CARD, 49_999, 49_999, next(keys))) == "too_little"
    assert await refusal(a.prepay("two_loans", NOW, L2, CARD, 500_000, 500_000, next(keys))) == "too_much"
    assert (
        await refusal(a.prepay("overdue", NOW, "overdue-L1", CARD, 50_000, 50_000, next(keys))) == "overdue"
    )
    assert await refusal(a.change_due_day("two_loans", NOW, 8, next(keys))) == "same_day"
    assert await refusal(a.change_due_day("overdue", NOW, 9, next(keys))) == "overdue"
    assert await refusal(a.change_due_day("settled", NOW, 9, next(keys))) == "no_loan"
    close = datetime(2026, 12, 5, tzinfo=UTC)
    assert await refusal(a.change_due_day("two_loans", close, 9, next(keys))) == "too_close"
    assert await refusal(a.certificate("two_loans", NOW, L1, "app", next(keys))) == "not_settled"
    assert await refusal(a.change_phone("two_loans", NOW, "13900000000", next(keys))) == "same_phone"


async def test_what_may_be_done_once_in_a_time(accounts: Accounts) -> None:
    await accounts.prepay("two_loans", NOW, L2, CARD, 50_000, 50_000, "p1")
    assert (
        await refusal(accounts.prepay("two_loans", NOW, L2, CARD, 50_000, 50_000, "p2")) == "this_month_done"
    )
    await accounts.prepay("two_loans", NOW + timedelta(days=10), L2, CARD, 50_000, 50_000, "p3")
    await accounts.change_due_day("two_loans", NOW, 15, "d1")
    later = NOW + timedelta(days=100)
    assert await refusal(accounts.change_due_day("two_loans", later, 16, "d2")) == "done_this_year"


async def test_loans_as_customers_call_them(accounts: Accounts) -> None:
    first, second = await accounts.loans("two_loans", NOW)
    assert (first.id, first.label, first.names) == (L1, "装修分期36000元(剩8期)", ("装修分期", "装修"))
    assert (second.label, second.principal_fen) == ("随心借12000元(剩5期)", 500_000)
    (settled,) = await accounts.loans("two_loans", NOW, settled=True)
    assert (settled.id, settled.label) == (L0, "手机分期4800元(已结清)")
    assert await accounts.loans("nobody", NOW) == []


async def test_an_overdue_bill_is_what_is_late(accounts: Accounts) -> None:
    bill = await accounts.bill("overdue", NOW)
    assert (bill.overdue, (NOW.date() - bill.due_on).days, bill.loans) == (True, 6, 1)
    # An instalment, its month's interest (31 days), and on its principal 3 days of grace and 3 of penalty at 24 %.
    assert bill.due_fen == 100_000 + 1_300_000 * 31 // 2000 + 150 + 197


async def test_a_prepayment_before_the_first_instalment_is_refused(accounts: Accounts) -> None:
    assert (
        await refusal(accounts.prepay("one_loan", NOW, "one_loan-L1", CARD, 50_000, 50_000, "p"))
        == "first_unpaid"
    )


async def test_refunds_are_no_repayments(accounts: Accounts) -> None:
    refunded = await accounts.history("two_loans", NOW, "refunded", 1)
    assert (refunded.count, refunded.total_fen, refunded.lines) == (1, 5_000, "2026-11-03 50.00元")
    repaid = await accounts.history("two_loans", NOW, "repaid", 1)
    assert [line[:10] for line in repaid.lines.splitlines()] == ["2026-11-08"] * 3


@pytest.mark.parametrize("error", [CoreTimedOut("slow"), CoreUnavailable("away")])
async def test_what_is_not_known_to_be_done_is_not_said_to_be(database_url: str, error: Exception) -> None:
    class Broken(LocalLoanBook):
        async def perform(self, command: Command, expires_at: datetime) -> Outcome:
            raise error

        async def loans(self, customer: str) -> list[object]:  # type: ignore[override]
            raise error

    clock = FixedClock(NOW)
    db = Database(database_url, pool_size=2, clock=clock)
    book = Broken(MemoryStore(), clock, UTC)
    accounts = LoanAccounts(book, journalled(Commands(db, book)))
    with pytest.raises(AccountsUnavailable):
        await accounts.repay("two_loans", NOW, "card-6217", 10_000, "k")
    with pytest.raises(AccountsUnavailable):
        await accounts.loans("two_loans", NOW)
    await db.close()


async def test_the_check_of_the_whole_ledger_sees_a_fen_too_many(database_url: str) -> None:
    clock = FixedClock(NOW)
    db = Database(database_url, pool_size=2, clock=clock)
    store = PostgresStore(db)
    await take_in(store, BORROWERS, NOW.date())
    world = World(store, clock)
    assert (
        await world.perform(
            Command(
                "k", "two_loans", "prepay", {"loan": L1, "card": CARD, "fen": 50_000, "total_fen": 50_000}
            )
        )
    ).done
    heard: list[tuple[int, int]] = []
    assert await check(db, lambda n, of: heard.append((n, of))) == []
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]
    async with db.transaction() as tx:
        one = select(ledger_posting_table.c.entry_id).limit(1).scalar_subquery()
        wrong = update(ledger_posting_table).where(ledger_posting_table.c.entry_id == one)
        await tx.execute(wrong.values(fen=ledger_posting_table.c.fen + 1))
    assert await check(db, lambda _n, _of: None)
    await db.close()


async def test_another_borrower_of_the_same_case_has_a_book_of_their_own(accounts: Accounts) -> None:
    due = (await accounts.bill("two_loans", NOW)).due_fen
    await accounts.repay("two_loans/7", NOW, "card-6217", 50_000, "k1")
    assert (await accounts.bill("two_loans/7", NOW)).due_fen == due - 50_000
    assert (await accounts.bill("two_loans", NOW)).due_fen == due
    assert await accounts.loans("three_loans/7", NOW) == []
