"""The Accounts port over invented borrowers. The rules are those of the demo's knowledge base."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from tandem.adapters.accounts_local.ledger import Ledger, Line
from tandem.adapters.accounts_local.people import LoanFacts, Person, person_of
from tandem.contexts.bot.ports import (
    AccountRefused,
    Bill,
    Card,
    Loan,
    PaymentHistory,
    Receipt,
    SettlementQuote,
)

_DAILY = 5  # of 10,000: 0.05 % a day
_FEE = 1  # of 100, before the first instalment is paid
_QUOTE_DAYS = 30
_LEAST_PREPAY = 50_000
_LEAST_REPAY = 1_000
_NOTICE_DAYS = 5
_DUE_DAY_REST = 365


class LocalAccounts:
    """See ports.Accounts."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._ledger = ledger or Ledger()

    async def loans(self, customer: str, now: datetime, *, settled: bool = False) -> Sequence[Loan]:
        return [self._loan(customer, one) for one in person_of(customer).loans if one.settled == settled]

    async def cards(self, customer: str) -> Sequence[Card]:
        return [
            Card(id_, f"{names[0]}储蓄卡(尾号{id_[-4:]})", names) for id_, names in person_of(customer).cards
        ]

    async def bill(self, customer: str, now: datetime, loan: str | None = None) -> Bill:
        person = person_of(customer)
        running = [one for one in person.loans if not one.settled and loan in (None, one.id)]
        if not running:
            raise AccountRefused("no_loan")
        due_on = self._due_on(customer, person, now.date())
        total = sum(one.per_period_fen + self._interest(customer, one, 30) for one in running)
        paid = sum(line.details["fen"] for line in self._ledger.of(customer, "repay")) if loan is None else 0
        return Bill(due_on, max(0, total - paid), len(running), person.overdue_days > 0)

    async def settlement_quote(self, customer: str, now: datetime, loan: str, on: date) -> SettlementQuote:
        person, facts = person_of(customer), self._running(customer, loan)
        if person.overdue_days:
            raise AccountRefused("overdue")
        if on < now.date():
            raise AccountRefused("past")
        if on > now.date() + timedelta(days=_QUOTE_DAYS):
            raise AccountRefused("too_far")
        last_due = _month_before(self._due_on(customer, person, now.date()))
        principal = self._principal(customer, facts)
        interest = self._interest(customer, facts, max(0, (on - last_due).days))
        fee = principal * _FEE // 100 if facts.paid == 0 else 0
        return SettlementQuote(on, principal, interest, fee, principal + interest + fee)

    async def history(self, customer: str, now: datetime, kind: str, months: int) -> PaymentHistory:
        person, since = person_of(customer), now.date() - timedelta(days=months * 30)
        if kind == "refunded":
            found = [(now.date() - timedelta(days=ago), fen) for ago, fen in person.refunds]
        else:
            found = list(self._paid(customer, person, now.date()))
        kept = sorted((at, fen) for at, fen in found if at >= since)
        lines = "\n".join(f"{at:%Y-%m-%d} {fen // 100:,}.{fen % 100:02}元" for at, fen in kept[-6:])
        return PaymentHistory(len(kept), sum(fen for _, fen in kept), lines)

    async def repay(self, customer: str, now: datetime, card: str, fen: int, key: str) -> Receipt:
        if (done := self._done(key)) is not None:
            return done
        if card not in {card[0] for card in person_of(customer).cards}:
            raise AccountRefused("no_card")
        due = (await self.bill(customer, now)).due_fen
        if fen < min(_LEAST_REPAY, due):
            raise AccountRefused("too_little")
        if fen > due:
            raise AccountRefused("too_much")
        return self._do(customer, now, "repay", key, card=card, fen=fen)

    async def prepay(self, customer: str, now: datetime, loan: str, fen: int, key: str) -> Receipt:
        if (done := self._done(key)) is not None:
            return done
        facts = self._running(customer, loan)
        if person_of(customer).overdue_days:
            raise AccountRefused("overdue")
        if fen < _LEAST_PREPAY:
            raise AccountRefused("too_little")
        if fen >= self._principal(customer, facts):
            raise AccountRefused("too_much")
        before = [one for one in self._ledger.of(customer, "prepay") if one.details["loan"] == loan]
        if any((one.on.year, one.on.month) == (now.year, now.month) for one in before):
            raise AccountRefused("this_month_done")
        return self._do(customer, now, "prepay", key, loan=loan, fen=fen)

    async def change_due_day(self, customer: str, now: datetime, day: int, key: str) -> Receipt:
        if (done := self._done(key)) is not None:
            return done
        person, today = person_of(customer), now.date()
        if all(one.settled for one in person.loans):
            raise AccountRefused("no_loan")
        if person.overdue_days:
            raise AccountRefused("overdue")
        changes = self._ledger.of(customer, "change_due_day")
        if any((today - line.on).days < _DUE_DAY_REST for line in changes):
            raise AccountRefused("done_this_year")
        if day == person.due_day:
            raise AccountRefused("same_day")
        if (self._due_on(customer, person, today) - today).days <= _NOTICE_DAYS:
            raise AccountRefused("too_close")
        return self._do(customer, now, "change_due_day", key, day=day)

    async def certificate(self, customer: str, now: datetime, loan: str, delivery: str, key: str) -> Receipt:
        if (done := self._done(key)) is not None:
            return done
        if not any(one.id == loan and one.settled for one in person_of(customer).loans):
            raise AccountRefused("not_settled")
        return self._do(customer, now, "certificate", key, loan=loan, delivery=delivery)

    async def change_phone(self, customer: str, now: datetime, phone: str, key: str) -> Receipt:
        if (done := self._done(key)) is not None:
            return done
        changes = self._ledger.of(customer, "change_phone")
        if phone == (changes[-1].details["phone"] if changes else person_of(customer).phone):
            raise AccountRefused("same_phone")
        return self._do(customer, now, "change_phone", key, phone=phone)

    async def dispute(
        self, customer: str, now: datetime, loan: str, fee: str, description: str, key: str
    ) -> Receipt:
        return self._done(key) or self._do(
            customer, now, "dispute", key, loan=loan, fee=fee, description=description
        )

    # The sums -----------------------------------------------------------------------------------------

    def _loan(self, customer: str, facts: LoanFacts) -> Loan:
        label = f"{facts.product}{facts.amount_fen // 100}元"
        label += "(已结清)" if facts.settled else f"(剩{facts.periods - facts.paid}期)"
        return Loan(
            facts.id, label, self._principal(customer, facts), facts.periods, facts.paid, facts.settled,
            (facts.product, *facts.names),
        )  # fmt: skip

    def _running(self, customer: str, loan: str) -> LoanFacts:
        for facts in person_of(customer).loans:
            if facts.id == loan and not facts.settled:
                return facts
        raise AccountRefused("no_loan")

    def _principal(self, customer: str, facts: LoanFacts) -> int:
        ahead = (one for one in self._ledger.of(customer, "prepay") if one.details["loan"] == facts.id)
        return facts.principal_fen - sum(one.details["fen"] for one in ahead)

    def _interest(self, customer: str, facts: LoanFacts, days: int) -> int:
        return (self._principal(customer, facts) * days * _DAILY + 5_000) // 10_000

    def _due_on(self, customer: str, person: Person, today: date) -> date:
        """The next due date; the one missed, when overdue."""
        if person.overdue_days:
            return today - timedelta(days=person.overdue_days)
        this = today.replace(day=person.due_day)
        return this if this >= today else _month_after(this)

    def _paid(self, customer: str, person: Person, today: date) -> list[tuple[date, int]]:
        found = [(line.on, int(line.details["fen"])) for line in self._ledger.of(customer, "repay")]
        for facts in person.loans:
            at = self._due_on(customer, person, today)
            for n in range(facts.paid):
                at = _month_before(at)
                left = facts.amount_fen - facts.per_period_fen * (facts.paid - n - 1)
                found.append((at, facts.per_period_fen + left * 30 * _DAILY // 10_000))
        return found

    def _done(self, key: str) -> Receipt | None:
        line = self._ledger.find(key)
        return Receipt(line.number) if line else None

    def _do(self, customer: str, now: datetime, kind: str, key: str, **details: object) -> Receipt:
        return Receipt(self._ledger.add(Line(key, customer, kind, now, details)).number)


def _month_after(at: date) -> date:
    year, month = (at.year, at.month + 1) if at.month < 12 else (at.year + 1, 1)
    return date(year, month, min(at.day, calendar.monthrange(year, month)[1]))


def _month_before(at: date) -> date:
    year, month = (at.year, at.month - 1) if at.month > 1 else (at.year - 1, 12)
    return date(year, month, min(at.day, calendar.monthrange(year, month)[1]))
