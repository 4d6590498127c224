"""The LoanBook port over the local ledger."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from hashlib import sha256
from typing import Any, TypeVar

import orjson

from tandem.adapters.loans_local import viewing
from tandem.adapters.loans_local.ledger import changing, paying
from tandem.adapters.loans_local.ledger.borrower import Borrower, Entry, Refusal
from tandem.adapters.loans_local.ledger.rolling import roll
from tandem.adapters.loans_local.rules.dates import weekend
from tandem.adapters.loans_local.stores import Asked, Change, Store, nobody
from tandem.contexts.loans.api import (
    Bill,
    Card,
    Certificate,
    Command,
    CommandKind,
    Contract,
    Fee,
    Instalment,
    Limit,
    Loan,
    LoanRefused,
    Outcome,
    Payment,
    PrepaymentQuote,
    SettlementQuote,
    Standing,
)
from tandem.kit.calendar import Calendar, Span
from tandem.kit.calendar.holidays import chinese_day
from tandem.kit.clock import Clock
from tandem.kit.db import Tx

DEBITS_FROM = 9
"""The hour of the day from which due cards have been debited (9:00, 15:00, 20:00)."""
_SETTLED = Span.of("08:00", "22:00")
"""When loans are settled, every day."""
_DIGITS = 1_000_000

T = TypeVar("T")
Done = tuple[Borrower, Sequence[Entry]]


class LocalLoanBook:
    """See contexts/loans/ports.LoanBook. `zone` is where the lender's days begin and end."""

    def __init__(self, store: Store, clock: Clock, zone: tzinfo) -> None:
        self.store, self._clock, self._zone = store, clock, zone
        self._hours: Mapping[CommandKind, Calendar] = {
            "settle": Calendar(((_SETTLED,),) * 7, timezone=str(zone))
        }

    def _now(self) -> datetime:
        return self._clock.now().astimezone(self._zone)

    def _rolled(self, borrower: Borrower, now: datetime) -> Done:
        today = now.date()
        debits = today if now.hour >= DEBITS_FROM else today - timedelta(days=1)
        return roll(borrower, today, debits)

    async def _of(self, customer: str) -> tuple[Borrower, Sequence[Entry], date]:
        now = self._now()
        borrower, news = self._rolled(await self.store.find(customer) or nobody(customer), now)
        return borrower, news, now.date()

    async def _account(self, customer: str) -> Done:
        """The borrower as of now, and everything that happened to their money."""
        before, kept = await self.store.account(customer) or (nobody(customer), ())
        borrower, news = self._rolled(before, self._now())
        return borrower, sorted([*kept, *news], key=lambda one: one.on)

    # Questions ----------------------------------------------------------------------------------------

    async def loans(self, customer: str) -> Sequence[Loan]:
        borrower, _, today = await self._of(customer)
        return [viewing.loan_view(one, today) for one in borrower.loans]

    async def contract(self, customer: str, loan: str) -> Contract:
        borrower, _, _ = await self._of(customer)
        return _told(lambda: viewing.contract_view(borrower, borrower.loan(loan)))

    async def schedule(self, customer: str, loan: str) -> Sequence[Instalment]:
        borrower, _, today = await self._of(customer)
        return _told(lambda: viewing.schedule_view(borrower.loan(loan), today))

    async def bill(self, customer: str, loan: str | None = None) -> Bill:
        borrower, _, today = await self._of(customer)
        return _told(lambda: viewing.bill_view(borrower, today, loan))

    async def payments(self, customer: str, since: date) -> Sequence[Payment]:
        _, entries = await self._account(customer)
        return viewing.payments_view(entries, since)

    async def fees(self, customer: str, loan: str) -> Sequence[Fee]:
        borrower, entries = await self._account(customer)
        _told(lambda: borrower.loan(loan))
        return viewing.fees_view(entries, loan)

    async def settlement_quote(self, customer: str, loan: str, on: date) -> SettlementQuote:
        borrower, _, today = await self._of(customer)
        return _told(lambda: viewing.quote_view(borrower.running(loan), today, on))

    async def prepayment_quote(self, customer: str, loan: str, fen: int) -> PrepaymentQuote:
        borrower, _, today = await self._of(customer)
        return _told(lambda: viewing.prepayment_view(borrower.running(loan), today, fen))

    async def limit(self, customer: str) -> Limit:
        borrower, _, _ = await self._of(customer)
        return _told(lambda: viewing.limit_view(borrower))

    async def cards(self, customer: str) -> Sequence[Card]:
        borrower, _, _ = await self._of(customer)
        return viewing.cards_view(borrower)

    async def certificates(self, customer: str) -> Sequence[Certificate]:
        borrower, _, _ = await self._of(customer)
        return viewing.certificates_view(borrower)

    async def hours(self) -> Mapping[CommandKind, Calendar]:
        return self._hours

    async def standing(self, customer: str) -> Standing:
        borrower, _, today = await self._of(customer)
        return viewing.standing_view(borrower, today)

    async def standing_within(self, tx: Tx, customer: str) -> Standing | None:
        found = await self.store.find_within(tx, customer)
        if found is None:
            return None  # whom nobody knows, or who gets their loans on being heard of
        now = self._now()
        borrower, _ = self._rolled(found, now)
        return viewing.standing_view(borrower, now.date())

    async def loans_of_many(
        self, customers: Sequence[str]
    ) -> Mapping[str, tuple[Sequence[Loan], Limit | None]]:
        now = self._now()
        found = {}
        for number, before in (await self.store.find_many(customers)).items():
            borrower, _ = self._rolled(before, now)
            told = [viewing.loan_view(one, now.date()) for one in borrower.loans]
            found[number] = told, viewing.limit_view(borrower) if borrower.limits else None
        return found

    # Commands -----------------------------------------------------------------------------------------

    async def outcome(self, key: str) -> Outcome | None:
        return await self.store.outcome(key)

    async def perform(self, command: Command, expires_at: datetime) -> Outcome:
        now = self._now()

        def work(borrower: Borrower) -> Change:
            number = _number(command.key, now.date())
            try:
                if now > expires_at:
                    raise Refusal("expired")
                hours = self._hours.get(command.kind)
                if hours is not None and not hours.is_open(now):
                    raise Refusal("closed")
                rolled, news = self._rolled(borrower, now)
                after, made = _do(rolled, command, now, number)
            except Refusal as refused:
                return borrower, (), Outcome(refusal=refused.code)
            return after, [*news, *made], Outcome(number=_issued(after, command) or number)

        return await self.store.change(Asked(command.key, command.customer, _digest(command)), work)


def day_off(day: date) -> bool:
    """A public holiday, or a weekend day that is not worked; of years not announced yet weekends are known only."""
    kind = chinese_day(day)
    return kind == "holiday" or (kind is None and weekend(day))


def _do(borrower: Borrower, command: Command, now: datetime, number: str) -> Done:
    today, asked = now.date(), command.params
    match command.kind:
        case "repay":
            return paying.repay(borrower, today, asked.get("card"), asked["fen"], asked.get("loan"))
        case "prepay":
            return paying.prepay(
                borrower,
                today,
                asked["loan"],
                asked["fen"],
                card=asked.get("card"),
                total_fen=asked["total_fen"],
            )
        case "settle":
            return paying.settle(borrower, today, asked["loan"], asked.get("card"), asked["total_fen"])
        case "change_due_day":
            return changing.change_due_day(borrower, today, asked["day"], day_off), ()
        case "request_limit":
            return changing.request_limit(borrower, today, asked["fen"]), ()
        case "certificate":
            return changing.certify(borrower, today, asked["loan"], number), ()
        case "change_phone":
            return changing.change_phone(borrower, asked["phone"]), ()
        case "dispute":
            borrower.loan(asked["loan"])
            return borrower, ()


def _issued(after: Borrower, command: Command) -> str | None:
    """A loan has one certificate: asked for again, it is that one's number."""
    if command.kind != "certificate":
        return None
    return next(one.number for one in after.certificates if one.loan == command.params["loan"])


def _told(work: Callable[[], T]) -> T:
    try:
        return work()
    except Refusal as refused:
        raise LoanRefused(refused.code) from refused


def _number(key: str, today: date) -> str:
    """A number to quote, the same for the same key and day."""
    digits = int(sha256(key.encode()).hexdigest()[:10], 16) % _DIGITS
    return f"HS{today:%Y%m%d}{digits:06}"


def _digest(command: Command) -> str:
    """Of what was asked; a phone number is left out, for a digest of one is easily undone."""
    plain: dict[str, Any] = {name: value for name, value in command.params.items() if name != "phone"}
    body = orjson.dumps([command.kind, plain], option=orjson.OPT_SORT_KEYS)
    return sha256(body).hexdigest()
