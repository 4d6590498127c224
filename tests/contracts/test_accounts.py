"""What every loan book behind ports.Accounts must do, run over the local one (in memory, and in a file)."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tandem.adapters.accounts_local import Ledger, LocalAccounts
from tandem.contexts.bot.ports import AccountRefused, Accounts

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture(params=["memory", "file"])
def accounts(request: pytest.FixtureRequest, tmp_path: Path) -> Accounts:
    return LocalAccounts(
        Ledger() if request.param == "memory" else Ledger(tmp_path / "book" / "ledger.jsonl")
    )


async def refusal(work: object) -> str:
    with pytest.raises(AccountRefused) as caught:
        await work  # type: ignore[misc]
    return caught.value.code


async def test_the_same_key_acts_once_and_gives_the_first_result(accounts: Accounts) -> None:
    before = await accounts.bill("two_loans", NOW)
    card = (await accounts.cards("two_loans"))[0].id
    first = await accounts.repay("two_loans", NOW, card, 10_000, "k1")
    later = await accounts.repay("two_loans", NOW + timedelta(days=1), card, 99_000, "k1")
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
    quote = await accounts.settlement_quote("one_loan", NOW, "L1", NOW.date())
    assert quote.fee_fen == quote.principal_fen // 100
    assert (await accounts.settlement_quote("two_loans", NOW, "L1", NOW.date())).fee_fen == 0


async def test_refusals(accounts: Accounts) -> None:
    today, far = NOW.date(), (NOW + timedelta(days=31)).date()
    a = accounts
    assert await refusal(a.settlement_quote("overdue", NOW, "L1", today)) == "overdue"
    assert await refusal(a.settlement_quote("two_loans", NOW, "L1", today - timedelta(days=1))) == "past"
    assert await refusal(a.settlement_quote("two_loans", NOW, "L1", far)) == "too_far"
    assert await refusal(a.settlement_quote("two_loans", NOW, "L0", today)) == "no_loan"
    assert await refusal(a.bill("settled", NOW)) == "no_loan"
    assert await refusal(a.repay("two_loans", NOW, "card-0000", 1_000, "x")) == "no_card"
    assert await refusal(a.repay("two_loans", NOW, "card-6217", 999, "x")) == "too_little"
    assert await refusal(a.repay("two_loans", NOW, "card-6217", 10_000_000, "x")) == "too_much"
    assert await refusal(a.prepay("two_loans", NOW, "L2", 49_999, "x")) == "too_little"
    assert await refusal(a.prepay("two_loans", NOW, "L2", 500_000, "x")) == "too_much"
    assert await refusal(a.prepay("overdue", NOW, "L1", 50_000, "x")) == "overdue"
    assert await refusal(a.change_due_day("two_loans", NOW, 8, "x")) == "same_day"
    assert await refusal(a.change_due_day("overdue", NOW, 9, "x")) == "overdue"
    assert await refusal(a.change_due_day("settled", NOW, 9, "x")) == "no_loan"
    close = datetime(2026, 12, 5, tzinfo=UTC)
    assert await refusal(a.change_due_day("two_loans", close, 9, "x")) == "too_close"
    assert await refusal(a.certificate("two_loans", NOW, "L1", "app", "x")) == "not_settled"
    assert await refusal(a.change_phone("two_loans", NOW, "13900000000", "x")) == "same_phone"


async def test_what_may_be_done_once_in_a_time(accounts: Accounts) -> None:
    await accounts.prepay("two_loans", NOW, "L2", 50_000, "p1")
    assert await refusal(accounts.prepay("two_loans", NOW, "L2", 50_000, "p2")) == "this_month_done"
    await accounts.prepay("two_loans", NOW + timedelta(days=10), "L2", 50_000, "p3")
    await accounts.change_due_day("two_loans", NOW, 15, "d1")
    later = NOW + timedelta(days=100)
    assert await refusal(accounts.change_due_day("two_loans", later, 16, "d2")) == "done_this_year"


def test_a_file_is_shared_and_a_torn_line_is_none(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    one, other = LocalAccounts(Ledger(path)), LocalAccounts(Ledger(path))

    async def work() -> None:
        made = await one.dispute("two_loans", NOW, "L1", "fee", "多收了", "k")
        with path.open("ab") as file:
            file.write(b'{"key": "torn", "cust')
        assert await other.dispute("two_loans", NOW, "L1", "fee", "别的", "k") == made
        await other.change_phone("two_loans", NOW, "13812345678", "k2")
        assert await refusal(one.change_phone("two_loans", NOW, "13812345678", "k3")) == "same_phone"

    asyncio.run(work())


async def test_another_borrower_of_the_same_case_has_a_book_of_their_own(accounts: Accounts) -> None:
    due = (await accounts.bill("two_loans", NOW)).due_fen
    await accounts.repay("two_loans/7", NOW, "card-6217", 50_000, "k1")
    assert (await accounts.bill("two_loans/7", NOW)).due_fen == due - 50_000
    assert (await accounts.bill("two_loans", NOW)).due_fen == due
