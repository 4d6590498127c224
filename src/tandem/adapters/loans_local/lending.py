"""Taking in borrowers whose loans have a past: opened long ago, their instalments paid by auto-debit until today."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from tandem.adapters.loans_local.book import day_off
from tandem.adapters.loans_local.ledger.borrower import Borrower, Card, Entry, LedgerLoan, LimitStep, entry
from tandem.adapters.loans_local.ledger.opening import open_loan
from tandem.adapters.loans_local.ledger.rolling import roll
from tandem.adapters.loans_local.rules.dates import on_day
from tandem.adapters.loans_local.rules.terms import LAST_DUE_DAY, Terms
from tandem.adapters.loans_local.stores import Account, Asked, Store, Work
from tandem.contexts.loans.api import Outcome
from tandem.kit.db import Tx

RATE = Decimal("0.1825")


class Loaned(Protocol):
    """A loan by equal principal, `paid` instalments of which are repaid."""

    @property
    def id(self) -> str: ...
    @property
    def product(self) -> str: ...
    @property
    def amount_fen(self) -> int: ...
    @property
    def periods(self) -> int: ...
    @property
    def paid(self) -> int: ...
    @property
    def names(self) -> tuple[str, ...]: ...


class Wanted(Protocol):
    """A borrower as somebody describes one; see demo/seed/borrowers."""

    @property
    def number(self) -> str: ...
    @property
    def due_day(self) -> int: ...
    @property
    def loans(self) -> Sequence[Loaned]: ...
    @property
    def cards(self) -> Sequence[tuple[str, tuple[str, ...]]]: ...
    @property
    def phone(self) -> str: ...
    @property
    def limit_fen(self) -> int: ...
    @property
    def overdue_days(self) -> int: ...
    @property
    def refunds(self) -> Sequence[tuple[int, int]]: ...


class LendingOnDemand:
    """See stores.Store: one that lends to a borrower of the demo's when they are first heard of."""

    def __init__(
        self, store: Store, wanted: Callable[[str], Wanted | None], today: Callable[[], date]
    ) -> None:
        self._store, self._wanted, self._today = store, wanted, today

    async def find(self, number: str) -> Borrower | None:
        found = await self._store.find(number)
        if found is None and (wanted := self._wanted(number)) is not None:
            await self._store.add(*lent(wanted, self._today()))
            found = await self._store.find(number)
        return found

    async def find_within(self, tx: Tx, number: str) -> Borrower | None:
        return await self._store.find_within(tx, number)

    async def find_many(self, numbers: Sequence[str]) -> Mapping[str, Borrower]:
        found = dict(await self._store.find_many(numbers))
        # Those who get their loans on being heard of are few, and have numbers of their own.
        for number in numbers:
            if number not in found and (borrower := await self.find(number)) is not None:
                found[number] = borrower
        return found

    async def account(self, number: str) -> Account | None:
        await self.find(number)
        return await self._store.account(number)

    async def add(self, borrower: Borrower, entries: Sequence[Entry]) -> bool:
        return await self._store.add(borrower, entries)

    async def change(self, asked: Asked, work: Work) -> Outcome:
        await self.find(asked.customer)
        return await self._store.change(asked, work)

    async def outcome(self, key: str) -> Outcome | None:
        return await self._store.outcome(key)


async def take_in(store: Store, wanted: Iterable[Wanted], today: date) -> int:
    """Lend to everybody who is not there yet; how many there were."""
    made = [await store.add(*lent(one, today)) for one in wanted]
    return sum(made)


def lent(wanted: Wanted, today: date) -> tuple[Borrower, list[Entry]]:
    """The borrower as of today, and everything posted until then."""
    missed = today - timedelta(days=wanted.overdue_days) if wanted.overdue_days else None
    day = min(missed.day, LAST_DUE_DAY) if missed else wanted.due_day
    cards = tuple(Card(f"card-{end}", f"{names[0]}储蓄卡(尾号{end})", names) for end, names in wanted.cards)
    who = Borrower(wanted.number, day, cards=cards, phone=f"{wanted.phone[:3]}****{wanted.phone[-4:]}")
    following = on_day(missed, 0, day) if missed else _next(today, day)
    entries: list[Entry] = []
    for one in wanted.loans:
        begun = on_day(following, -one.paid - 1, day)
        terms = Terms(one.amount_fen, RATE, one.periods, "equal_principal", begun, day)
        who, made = open_loan(
            who, f"{wanted.number}-{one.id}", one.product, terms, one.names, day_off=day_off
        )
        entries += made
    until = missed - timedelta(days=1) if missed else today
    who, made = roll(who, until, until)
    entries += made
    if missed:
        who = who.with_loans(replace(one, autopay=False) for one in who.loans)
    first = min(one.terms.disbursed_on for one in who.loans)
    who = replace(who, limits=(LimitStep(first, wanted.limit_fen, "opened"),))
    for ago, fen in wanted.refunds:
        entries += _overpaid(who.loans[0], today - timedelta(days=ago), fen)
    return who, entries


def _overpaid(loan: LedgerLoan, on: date, fen: int) -> list[Entry]:
    """Paid twice, and given back the same day."""
    return [
        entry(loan.id, on, "overpaid", bank=fen, paid_ahead=-fen),
        entry(loan.id, on, "refunded", bank=-fen, paid_ahead=fen),
    ]


def _next(today: date, day: int) -> date:
    this = on_day(today, 0, day)
    return this if this > today else on_day(this, 1, day)
