"""Living through the past of a borrower: each loan opened, debited, missed, paid late, settled, by the ledger's own
rules, day by day. What comes out passes `tandem loans check` like everybody's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Literal, Protocol

from tandem.adapters.loans_local.book import day_off
from tandem.adapters.loans_local.ledger.applying import apply, due_of
from tandem.adapters.loans_local.ledger.billing import bill, quote
from tandem.adapters.loans_local.ledger.borrower import (
    Borrower,
    Card,
    Entry,
    LedgerLoan,
    LimitStep,
    Refusal,
)
from tandem.adapters.loans_local.ledger.changing import certify
from tandem.adapters.loans_local.ledger.opening import open_loan
from tandem.adapters.loans_local.ledger.paying import LEAST_PREPAY, LEAST_REPAY, prepay, repay, settle
from tandem.adapters.loans_local.ledger.rolling import roll_loan
from tandem.adapters.loans_local.rules.terms import Method, Terms

_DAY = timedelta(days=1)


class Done(Protocol):
    """See demo/borrowers/planning.Act."""

    @property
    def on(self) -> date: ...
    @property
    def kind(self) -> Literal["catch_up", "part", "ahead", "prepay", "settle"]: ...
    @property
    def value(self) -> int: ...


class LivedLoan(Protocol):
    """See demo/borrowers/planning.PlannedLoan."""

    @property
    def id(self) -> str: ...
    @property
    def product(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def amount_fen(self) -> int: ...
    @property
    def rate(self) -> Decimal: ...
    @property
    def periods(self) -> int: ...
    @property
    def method(self) -> Method: ...
    @property
    def disbursed_on(self) -> date: ...
    @property
    def missed(self) -> frozenset[int]: ...
    @property
    def acts(self) -> Sequence[Done]: ...


class Lived(Protocol):
    """See demo/borrowers/planning.Plan."""

    @property
    def number(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def due_day(self) -> int: ...
    @property
    def limits(self) -> Sequence[tuple[date, int, str]]: ...
    @property
    def cards(self) -> Sequence[tuple[str, tuple[str, ...]]]: ...
    @property
    def loans(self) -> Sequence[LivedLoan]: ...
    @property
    def certified(self) -> frozenset[str]: ...


def lived(plan: Lived, as_of: date) -> tuple[Borrower, list[Entry]]:
    """The borrower at the end of the day `as_of`, and everything posted until then, in the order of days. What the
    ledger refuses (a prepayment too small, money for a loan that is settled) did not happen."""
    cards = tuple(Card(f"card-{end}", f"{names[0]}储蓄卡(尾号{end})", names) for end, names in plan.cards)
    empty = Borrower(plan.number, plan.due_day, cards=cards, phone=f"{plan.phone[:3]}****{plan.phone[-4:]}")
    entries: list[Entry] = []
    loans: list[LedgerLoan] = []
    for one in plan.loans:
        loan, made = _life(empty, one, as_of)
        loans.append(loan)
        entries += made
    who = replace(empty, loans=tuple(loans), limits=tuple(LimitStep(*step) for step in plan.limits))
    for loan in loans:
        if loan.id in plan.certified and loan.settled_on is not None and loan.settled_on < as_of:
            who = certify(who, loan.settled_on + _DAY, loan.id, _certificate(loan.id, loan.settled_on + _DAY))
    return who, sorted(entries, key=lambda one: one.on)


def _life(empty: Borrower, one: LivedLoan, as_of: date) -> tuple[LedgerLoan, list[Entry]]:
    terms = Terms(one.amount_fen, one.rate, one.periods, one.method, one.disbursed_on, empty.due_day)
    who, entries = open_loan(empty, one.id, one.product, terms, one.names, day_off=day_off)
    misses = [(line.due, 0, None) for line in who.loans[0].instalments if line.number in one.missed]
    steps: list[tuple[date, int, Done | None]] = [*misses, *((act.on, 1, act) for act in one.acts)]
    for on, _, act in sorted((step for step in steps if step[0] <= as_of), key=lambda step: step[:2]):
        who, made = _rolled(who, on - _DAY)
        entries += made
        who, made = _missing(who, on) if act is None else _doing(who, act)
        entries += made
    who, made = _rolled(who, as_of)
    return who.loans[0], entries + made


def _rolled(who: Borrower, until: date) -> tuple[Borrower, list[Entry]]:
    loan, made = roll_loan(who.loans[0], until, until)
    return who.with_loans([loan]), made


def _missing(who: Borrower, on: date) -> tuple[Borrower, list[Entry]]:
    """A due date without a debit: the card is short, and the borrower pays by hand from then on."""
    loan, made = roll_loan(replace(who.loans[0], autopay=False), on, on)
    if not due_of(loan, on):
        loan = replace(loan, autopay=True)  # paid ahead
    return who.with_loans([loan]), made


def _doing(who: Borrower, act: Done) -> tuple[Borrower, list[Entry]]:
    try:
        if act.kind == "catch_up":
            return _catching_up(who, act.on, act.value)
        if act.kind == "part":
            return _paying_part(who, act.on, act.value)
        # The rest is for loans that owe nothing that is late; the due date itself is the debit's.
        who, made = _rolled(who, act.on)
        after, more = _ahead(who, act)
        return after, [*made, *more]
    except Refusal:
        return who, []


def _ahead(who: Borrower, act: Done) -> tuple[Borrower, list[Entry]]:
    loan = who.loans[0]
    if loan.settled_on is not None or loan.missed(act.on):
        return who, []
    if act.kind == "ahead":
        fen = bill(who.loans, act.on).fen * act.value // 100
        return repay(who, act.on, who.cards[0].id, fen) if fen >= LEAST_REPAY else (who, [])
    if act.kind == "prepay":
        fen = loan.principal_fen * act.value // 100 // 10_000 * 10_000
        if loan.paid_ahead_fen or fen < LEAST_PREPAY or loan.instalments[0].paid_on is None:
            return who, []
        return prepay(who, act.on, loan.id, fen)
    total = max(0, quote(loan, act.on, act.on).total_fen - loan.paid_ahead_fen)
    return settle(who, act.on, loan.id, who.cards[0].id, total)


def _catching_up(who: Borrower, on: date, count: int) -> tuple[Borrower, list[Entry]]:
    """Pay the `count` oldest instalments that are due, with what lateness added."""
    loan = who.loans[0]
    owed = sorted(due_of(loan, on), key=lambda one: one.due)
    loan, made, _ = apply(loan, sum(one.total_fen for one in owed[:count]), on, "repaid", "bank")
    if not loan.missed(on + _DAY):
        loan = replace(loan, autopay=True)
    return who.with_loans([loan]), made


def _paying_part(who: Borrower, on: date, share: int) -> tuple[Borrower, list[Entry]]:
    loan = who.loans[0]
    owed = sorted(due_of(loan, on), key=lambda one: one.due)
    if not owed or (fen := owed[0].total_fen * share // 100) < LEAST_REPAY:
        return who, []
    loan, made, _ = apply(loan, fen, on, "repaid", "bank")
    return who.with_loans([loan]), made


def _certificate(loan: str, on: date) -> str:
    digits = int(sha256(f"certificate/{loan}".encode()).hexdigest()[:10], 16) % 1_000_000
    return f"HS{on:%Y%m%d}{digits:06}"
