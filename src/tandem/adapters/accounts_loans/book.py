"""Accounts over a loan book. Nothing is counted here: amounts are the core's."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.ports import (
    AccountRefused,
    AccountsUnavailable,
    Bill,
    Card,
    CreditLimit,
    Loan,
    PaymentHistory,
    Planned,
    PrepaymentQuote,
    Receipt,
    SettlementQuote,
)
from tandem.contexts.loans import api as core
from tandem.kit.calendar import Calendar
from tandem.kit.chinese.writing import money

Perform = Callable[[core.Command], Awaitable[core.Outcome]]
"""How a command is done. Raises core.CoreUnavailable or CoreTimedOut when it is not known to be done."""
AsOf = Callable[[datetime], Awaitable[None]]

_MONTH_DAYS = 30
_LINES = 6
_NOT_SENT = ("core_unavailable", "not_executed", "expired")


def journalled(commands: core.Commands) -> Perform:
    """Commands through the journal, asked for by the bot in a customer's name."""
    actor = Actor.bot()

    async def perform(command: core.Command) -> core.Outcome:
        done = await commands.perform(actor, command)
        if done.settled_at is None or done.refusal in _NOT_SENT:
            raise core.CoreTimedOut(done.refusal or done.state)
        return core.Outcome(done.number, done.refusal, done.details)

    return perform


class LoanAccounts:
    """See bot.ports.Accounts. `as_of` hears the time of every request before it is answered: stories set their
    core's clock by it."""

    def __init__(self, book: core.LoanQuestions, perform: Perform, as_of: AsOf | None = None) -> None:
        self._book, self._perform, self._as_of = book, perform, as_of

    async def loans(self, customer: str, now: datetime, *, settled: bool = False) -> Sequence[Loan]:
        async with self._asked(now):
            found = await self._book.loans(customer)
        return [_loan(one) for one in found if (one.state == "settled") == settled]

    async def cards(self, customer: str, now: datetime) -> Sequence[Card]:
        async with self._asked(now):
            return [Card(one.id, one.label, one.names) for one in await self._book.cards(customer)]

    async def bill(self, customer: str, now: datetime, loan: str | None = None) -> Bill:
        async with self._asked(now):
            found = await self._book.bill(customer, loan)
        return Bill(found.due_on, found.due_fen, found.loans, found.overdue)

    async def settlement_quote(self, customer: str, now: datetime, loan: str, on: date) -> SettlementQuote:
        async with self._asked(now):
            found = await self._book.settlement_quote(customer, loan, on)
            hours = (await self._book.hours()).get("settle")
        return SettlementQuote(
            on, found.principal_fen, found.interest_fen, found.fee_fen, found.total_fen, found.to_pay_fen,
            hours is None or hours.is_open(_at(now, hours)), hours.text() if hours else "",
        )  # fmt: skip

    async def prepayment_quote(self, customer: str, now: datetime, loan: str, fen: int) -> PrepaymentQuote:
        async with self._asked(now):
            found = await self._book.prepayment_quote(customer, loan, fen)
        coming = found.plan[0]
        return PrepaymentQuote(
            found.principal_fen, found.interest_fen, found.fee_fen, found.total_fen, found.effect == "shorter_term",
            len(found.plan), coming.due_on, found.next_before_fen, coming.left_fen, found.saved_fen,
        )  # fmt: skip

    async def plan(self, customer: str, now: datetime, loan: str) -> Sequence[Planned]:
        async with self._asked(now):
            found = await self._book.schedule(customer, loan)
        return [Planned(one.number, one.due_on, one.left_fen) for one in found if one.state != "paid"]

    async def limit(self, customer: str, now: datetime) -> CreditLimit:
        async with self._asked(now):
            found = await self._book.limit(customer)
        return CreditLimit(found.fen, found.available_fen)

    async def history(self, customer: str, now: datetime, kind: str, months: int) -> PaymentHistory:
        since = now.date() - timedelta(days=months * _MONTH_DAYS)
        async with self._asked(now):
            found = [one for one in await self._book.payments(customer, since) if one.kind == kind]
        lines = "\n".join(f"{one.on:%Y-%m-%d} {money(one.fen)}" for one in found[-_LINES:])
        return PaymentHistory(len(found), sum(one.fen for one in found), lines)

    async def repay(self, customer: str, now: datetime, card: str, fen: int, key: str) -> Receipt:
        return await self._do(now, key, customer, "repay", card=card, fen=fen)

    async def settle(self, customer: str, now: datetime, loan: str, card: str, fen: int, key: str) -> Receipt:
        return await self._do(now, key, customer, "settle", loan=loan, card=card, total_fen=fen)

    async def request_limit(self, customer: str, now: datetime, fen: int, key: str) -> Receipt:
        return await self._do(now, key, customer, "request_limit", fen=fen)

    async def prepay(
        self, customer: str, now: datetime, loan: str, card: str, fen: int, total_fen: int, key: str
    ) -> Receipt:
        asked = {"loan": loan, "card": card, "fen": fen, "total_fen": total_fen}
        return await self._do(now, key, customer, "prepay", **asked)

    async def change_due_day(self, customer: str, now: datetime, day: int, key: str) -> Receipt:
        return await self._do(now, key, customer, "change_due_day", day=day)

    async def certificate(self, customer: str, now: datetime, loan: str, delivery: str, key: str) -> Receipt:
        return await self._do(now, key, customer, "certificate", loan=loan, delivery=delivery)

    async def change_phone(self, customer: str, now: datetime, phone: str, key: str) -> Receipt:
        return await self._do(now, key, customer, "change_phone", phone=phone)

    async def dispute(
        self, customer: str, now: datetime, loan: str, fee: str, description: str, key: str
    ) -> Receipt:
        return await self._do(now, key, customer, "dispute", loan=loan, fee=fee, description=description)

    async def object_to_report(
        self, customer: str, now: datetime, loan: str, description: str, key: str
    ) -> Receipt:
        return await self._do(
            now, key, customer, "dispute", loan=loan, fee=core.CREDIT_REPORT, description=description
        )

    async def _do(
        self, now: datetime, key: str, customer: str, kind: core.CommandKind, **params: Any
    ) -> Receipt:
        async with self._asked(now):
            outcome = await self._perform(core.Command(key, customer, kind, params))
        if outcome.refusal is not None:
            raise AccountRefused(outcome.refusal)
        assert outcome.number is not None
        return Receipt(outcome.number)

    @asynccontextmanager
    async def _asked(self, now: datetime) -> AsyncIterator[None]:
        """What the core says, in the words of the bot's port."""
        if self._as_of is not None:
            await self._as_of(now)
        try:
            yield
        except core.LoanRefused as refused:
            raise AccountRefused(refused.code) from refused
        except (core.CoreUnavailable, core.CoreTimedOut) as error:
            raise AccountsUnavailable(str(error)) from error


def _loan(one: core.Loan) -> Loan:
    label = f"{one.product}{one.amount_fen // 100}元"
    label += "(已结清)" if one.state == "settled" else f"(剩{one.periods - one.paid_periods}期)"
    return Loan(
        one.id, label, one.principal_fen, one.periods, one.paid_periods, one.state == "settled",
        (one.product, *one.names),
    )  # fmt: skip


def _at(now: datetime, hours: Calendar) -> datetime:
    """A talk's local time as an instant: where it has no zone of its own, the lender's, whose hours these are."""
    return now if now.tzinfo is not None else now.replace(tzinfo=ZoneInfo(hours.timezone))
