"""What every loan book behind loans' port must do: the local ledger (in memory, in PostgreSQL), and the REST adapter
to a core that offers the documented paths."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tandem.adapters.loans_local import LocalLoanBook, MemoryStore, PostgresStore
from tandem.adapters.loans_rest import CoreClient, RestLoanBook
from tandem.contexts.loans.api import Command, CommandKind, LoanBook, LoanRefused, Outcome
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database

from .lent import lend
from .scripted_core import ScriptedLine, scripted_core

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)  # ten o'clock there
TODAY = date(2026, 11, 23)
LATER = timedelta(minutes=2)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(params=["memory", "postgres", "rest"])
async def book(request: pytest.FixtureRequest, clock: FixedClock) -> AsyncIterator[LoanBook]:
    if request.param == "postgres":
        db = Database(request.getfixturevalue("database_url"), pool_size=4, clock=clock)
        store = PostgresStore(db)
        await lend(store)
        yield LocalLoanBook(store, clock, ZONE)
        await db.close()
        return
    memory = MemoryStore()
    await lend(memory)
    local = LocalLoanBook(memory, clock, ZONE)
    if request.param == "memory":
        yield local
        return
    rest = RestLoanBook(CoreClient("http://core.example", "t", transport=ScriptedLine(scripted_core(local))))
    yield rest
    await rest.close()


def command(key: str, kind: CommandKind, customer: str = "B1", **params: object) -> Command:
    return Command(key, customer, kind, params)


async def do(book: LoanBook, asked: Command) -> Outcome:
    return await book.perform(asked, NOW + LATER)


async def refusal(work: object) -> str:
    with pytest.raises(LoanRefused) as caught:
        await work  # type: ignore[misc]
    return caught.value.code


async def test_what_a_customer_has(book: LoanBook) -> None:
    first, second, settled = await book.loans("B1")
    assert (first.id, first.principal_fen, first.paid_periods, first.state) == ("A1", 2_400_000, 4, "current")
    assert (second.id, second.principal_fen, second.next_due_on) == ("A2", 500_000, date(2026, 12, 8))
    assert (settled.id, settled.state, settled.next_due_on, settled.principal_fen) == (
        "A0",
        "settled",
        None,
        0,
    )
    (late,) = await book.loans("B2")
    assert (late.state, late.overdue_days) == ("overdue", 13)
    assert await book.loans("nobody") == []
    contract = await book.contract("B1", "A1")
    assert (contract.annual_rate, contract.penalty_rate) == (Decimal("0.1825"), Decimal("0.24"))
    assert [card.id for card in await book.cards("B1")] == ["card-6217", "card-3391"]
    limit = await book.limit("B1")
    assert (limit.fen, limit.available_fen, limit.changes[0].reason) == (8_000_000, 5_100_000, "opened")


async def test_a_plan_adds_up_and_says_what_is_left(book: LoanBook) -> None:
    plan = await book.schedule("B1", "A1")
    assert sum(one.principal_fen for one in plan) == 3_600_000
    assert [one.state for one in plan] == ["paid"] * 4 + ["planned"] * 8
    assert plan[4].left_fen == 300_000 + 36_000
    (late, *_) = await book.schedule("B2", "C1")
    # 13 days late: 3 of grace at 18.25 %, 10 at 24 % (1.5 times would be more) on 1,000 yuan.
    assert (late.late_fen, late.penalty_fen) == (150, 100_000 * 10 * 24 // 36_500 + 1)
    assert late.state == "overdue"


async def test_a_bill_is_of_what_is_late_or_else_of_the_next_date(book: LoanBook) -> None:
    bill = await book.bill("B1")
    assert (bill.due_on, bill.due_fen, bill.loans, bill.overdue) == (date(2026, 12, 8), 443_500, 2, False)
    assert (await book.bill("B1", "A2")).due_fen == 107_500
    late = await book.bill("B2")
    assert (late.due_on, late.overdue) == (date(2026, 11, 10), True)
    assert late.due_fen == (await book.schedule("B2", "C1"))[0].left_fen


async def test_payments_since_a_day(book: LoanBook) -> None:
    found = await book.payments("B1", date(2026, 10, 1))
    assert [(one.on.month, one.kind) for one in found] == [(10, "repaid")] * 2 + [(11, "repaid")] * 2
    assert await book.fees("B1", "A1") == []


@pytest.mark.parametrize("days", [0, 1, 12, 30])
async def test_a_quote_adds_up(book: LoanBook, days: int) -> None:
    quote = await book.settlement_quote("B1", "A2", TODAY + timedelta(days=days))
    assert quote.total_fen == quote.principal_fen + quote.interest_fen + quote.fee_fen
    assert (quote.principal_fen, quote.fee_fen, quote.to_pay_fen) == (500_000, 0, quote.total_fen)
    assert days != 12 or quote.interest_fen == 6_750
    assert (await book.settlement_quote("B3", "D1", TODAY + timedelta(days=days))).fee_fen == 6_000


@pytest.mark.parametrize(
    ("loan", "fen", "nexts", "saved"),
    [("A1", 800_000, (336_000, 230_000), 48_450), ("A2", 50_000, (107_500, 97_125), 1_895)],
)  # fmt: skip
async def test_a_prepayment_is_quoted_with_the_plan_that_comes_of_it(
    book: LoanBook, loan: str, fen: int, nexts: tuple[int, int], saved: int
) -> None:
    before = [one for one in await book.schedule("B1", loan) if one.state != "paid"]
    quote = await book.prepayment_quote("B1", loan, fen)
    assert (quote.loan, quote.on, quote.principal_fen, quote.effect) == (
        loan,
        TODAY,
        fen,
        "smaller_instalments",
    )
    assert quote.total_fen == quote.principal_fen + quote.interest_fen + quote.fee_fen == fen
    assert [one.due_on for one in quote.plan] == [one.due_on for one in before]  # as many, on the same days
    assert sum(one.principal_fen for one in before) - sum(one.principal_fen for one in quote.plan) == fen
    assert (quote.next_before_fen, quote.plan[0].left_fen) == (before[0].left_fen, nexts[1])
    assert quote.next_before_fen == nexts[0]
    cost = sum(one.interest_fen for one in before) - sum(one.interest_fen for one in quote.plan)
    assert quote.saved_fen == cost == saved
    # Asking changes nothing; doing it makes the very plan that was quoted.
    assert [one for one in await book.schedule("B1", loan) if one.state != "paid"] == before
    wrong = command("p0", "prepay", loan=loan, card="card-6217", fen=fen, total_fen=fen - 1)
    assert (await do(book, wrong)).refusal == "changed"
    asked = command("p1", "prepay", loan=loan, card="card-6217", fen=fen, total_fen=quote.total_fen)
    first = await do(book, asked)
    assert first.done
    assert await do(book, asked) == first  # once a key
    other = command("p1", "prepay", loan=loan, card="card-6217", fen=fen + 1, total_fen=fen + 1)
    assert (await do(book, other)).refusal == "key_reused"
    assert tuple(one for one in await book.schedule("B1", loan) if one.state != "paid") == quote.plan
    assert (await book.payments("B1", TODAY))[-1].fen == fen


@pytest.mark.parametrize(
    ("code", "customer", "loan", "fen"),
    [
        ("no_loan", "B1", "C1", 50_000), ("no_loan", "nobody", "A1", 50_000), ("no_loan", "B1", "A0", 50_000),
        ("bad_amount", "B1", "A1", 0), ("bad_amount", "B1", "A1", -50_000), ("too_little", "B1", "A1", 49_999),
        ("too_much", "B1", "A2", 500_000), ("too_much", "B1", "A2", 10**9), ("overdue", "B2", "C1", 50_000),
        ("first_unpaid", "B3", "D1", 50_000),
    ],
)  # fmt: skip
async def test_prepayments_that_are_not_quoted(
    book: LoanBook, code: str, customer: str, loan: str, fen: int
) -> None:
    assert await refusal(book.prepayment_quote(customer, loan, fen)) == code


async def test_questions_refused(book: LoanBook) -> None:
    for work in (book.contract, book.schedule, book.fees):
        assert await refusal(work("B1", "C1")) == "no_loan"  # somebody else's
        assert await refusal(work("nobody", "A1")) == "no_loan"
    assert await refusal(book.bill("B1", "C1")) == "no_loan"
    assert await refusal(book.bill("nobody")) == "no_loan"
    assert await refusal(book.limit("nobody")) == "no_limit"
    assert await refusal(book.settlement_quote("B1", "C1", TODAY)) == "no_loan"
    assert await refusal(book.settlement_quote("B1", "A1", TODAY - timedelta(days=1))) == "past"
    assert await refusal(book.settlement_quote("B1", "A1", TODAY + timedelta(days=31))) == "too_far"
    assert await refusal(book.settlement_quote("B2", "C1", TODAY)) == "overdue"


async def test_the_same_key_acts_once(book: LoanBook, clock: FixedClock) -> None:
    asked = command("k1", "repay", card="card-6217", fen=43_500)
    first = await do(book, asked)
    assert first.done
    clock.advance(timedelta(seconds=60))
    assert await do(book, asked) == first == await book.outcome("k1")
    assert (await book.bill("B1")).due_fen == 400_000
    assert (await do(book, command("k1", "repay", card="card-6217", fen=500))).refusal == "key_reused"
    assert (
        await do(book, command("k1", "repay", "B3", card="card-6217", fen=43_500))
    ).refusal == "key_reused"
    assert await book.outcome("never asked") is None


async def test_many_at_once_under_one_key_act_once(book: LoanBook) -> None:
    asked = command("k1", "repay", card="card-6217", fen=43_500)
    outcomes = await asyncio.gather(*(do(book, asked) for _ in range(6)))
    assert len({one.number for one in outcomes}) == 1
    assert (await book.bill("B1")).due_fen == 400_000


async def test_many_at_once_never_repay_more_than_is_due(book: LoanBook) -> None:
    asked = [command(f"k{n}", "repay", card="card-6217", fen=200_000) for n in range(5)]
    outcomes = await asyncio.gather(*(do(book, one) for one in asked))
    assert sorted(one.refusal or "" for one in outcomes) == ["", "", "too_much", "too_much", "too_much"]
    assert (await book.bill("B1")).due_fen == 43_500


async def test_a_loan_is_settled_and_certified(book: LoanBook, clock: FixedClock) -> None:
    quote = await book.settlement_quote("B1", "A2", TODAY)
    wrong = await do(
        book, command("s1", "settle", loan="A2", card="card-6217", total_fen=quote.to_pay_fen - 1)
    )
    assert wrong.refusal == "changed"
    assert (
        await do(book, command("s2", "settle", loan="A2", card="card-6217", total_fen=quote.to_pay_fen))
    ).done
    assert (await book.loans("B1"))[1].state == "settled"
    issued = await do(book, command("c1", "certificate", loan="A2", delivery="app"))  # at once
    clock.advance(timedelta(days=1))
    again = await book.perform(command("c2", "certificate", loan="A2", delivery="app"), clock.now() + LATER)
    (certificate,) = await book.certificates("B1")
    assert (certificate.number, certificate.loan, certificate.settled_on) == (issued.number, "A2", TODAY)
    assert again.number == issued.number


async def test_settling_only_in_opening_hours(book: LoanBook, clock: FixedClock) -> None:
    clock.advance(timedelta(hours=12))
    quote = await book.settlement_quote("B1", "A2", TODAY)
    asked = command("s1", "settle", loan="A2", card="card-6217", total_fen=quote.to_pay_fen)
    assert (await book.perform(asked, clock.now() + LATER)).refusal == "closed"


async def test_the_hours_told_are_those_kept(book: LoanBook, clock: FixedClock) -> None:
    """Whoever reads them needs not ask in vain."""
    hours = await book.hours()
    assert list(hours) == ["settle"]
    for at in (clock.now(), clock.now() + timedelta(hours=12), clock.now() + timedelta(hours=22)):
        clock.advance(at - clock.now())
        asked = command(f"at-{at}", "settle", loan="A2", card="card-6217", total_fen=1)
        refused = (await book.perform(asked, clock.now() + LATER)).refusal
        assert hours["settle"].is_open(at) == (refused == "changed"), at
        assert refused in ("changed", "closed")


async def test_commands_refused(book: LoanBook) -> None:
    cases: list[tuple[str, CommandKind, str, dict[str, object]]] = [
        ("no_card", "repay", "B1", {"card": "card-0000", "fen": 1_000}),
        ("too_little", "repay", "B1", {"card": "card-6217", "fen": 999}),
        ("too_much", "repay", "B1", {"card": "card-6217", "fen": 443_501}),
        ("bad_amount", "repay", "B1", {"card": "card-6217", "fen": 0}),
        ("bad_amount", "repay", "B1", {"card": "card-6217", "fen": -1_000}),
        ("no_loan", "repay", "B1", {"card": "card-6217", "fen": 1_000, "loan": "C1"}),
        ("no_loan", "prepay", "B1", {"loan": "C1", "card": "card-6217", "fen": 50_000, "total_fen": 50_000}),
        ("too_little", "prepay", "B1", {"loan": "A2", "card": "card-6217", "fen": 49_999, "total_fen": 49_999}),
        ("too_much", "prepay", "B1", {"loan": "A2", "card": "card-6217", "fen": 500_000, "total_fen": 500_000}),
        ("overdue", "prepay", "B2", {"loan": "C1", "card": "card-6217", "fen": 50_000, "total_fen": 50_000}),
        ("first_unpaid", "prepay", "B3", {"loan": "D1", "card": "card-6217", "fen": 50_000, "total_fen": 50_000}),
        ("overdue", "settle", "B2", {"loan": "C1", "card": "card-6217", "total_fen": 1}),
        ("no_loan", "settle", "B1", {"loan": "A0", "card": "card-6217", "total_fen": 1}),
        ("same_day", "change_due_day", "B1", {"day": 8}),
        ("overdue", "change_due_day", "B2", {"day": 8}),
        ("bad_day", "change_due_day", "B1", {"day": 31}),
        ("too_little", "request_limit", "B1", {"fen": 8_000_000}),
        ("same_phone", "change_phone", "B1", {"phone": "13912340000"}),
        ("not_settled", "certificate", "B1", {"loan": "A1", "delivery": "app"}),
        ("no_loan", "certificate", "B1", {"loan": "C1", "delivery": "app"}),
        ("no_loan", "dispute", "B1", {"loan": "C1", "fee": "penalty", "description": "多收了"}),
    ]  # fmt: skip
    before = await book.bill("B1"), await book.loans("B1"), await book.loans("B2")
    for n, (code, kind, customer, params) in enumerate(cases):
        outcome = await do(book, command(f"r{n}", kind, customer, **params))
        assert (outcome.refusal, outcome.number) == (code, None), (kind, params)
    assert (await book.bill("B1"), await book.loans("B1"), await book.loans("B2")) == before


async def test_a_command_that_has_expired_is_not_begun(book: LoanBook, clock: FixedClock) -> None:
    asked = command("k1", "repay", card="card-6217", fen=1_000)
    assert (await book.perform(asked, clock.now() - timedelta(seconds=1))).refusal == "expired"
    assert (await book.bill("B1")).due_fen == 443_500


async def test_what_may_be_asked_once_in_a_time(book: LoanBook, clock: FixedClock) -> None:
    for n, (kind, params, code) in enumerate(
        [
            (
                "prepay",
                {"loan": "A1", "payment": "P9", "fen": 50_000, "total_fen": 50_000},
                "this_month_done",
            ),
            ("change_due_day", {"day": 15}, "done_this_year"),
            ("request_limit", {"fen": 9_000_000}, "this_month_asked"),
        ]
    ):
        assert (await do(book, command(f"a{n}", kind, **params))).done  # type: ignore[arg-type]
        again = {**params, "day": 16} if kind == "change_due_day" else params
        assert (await do(book, command(f"b{n}", kind, **again))).refusal == code  # type: ignore[arg-type]
