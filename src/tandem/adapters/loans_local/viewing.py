"""What others see of the ledger: the port's views of a borrower as of today."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from tandem.adapters.loans_local.ledger.billing import bill, quote
from tandem.adapters.loans_local.ledger.borrower import Book, Borrower, Entry, LedgerLoan, Refusal
from tandem.adapters.loans_local.ledger.paying import prepaid
from tandem.adapters.loans_local.rules.accrual import Instalment as Line
from tandem.adapters.loans_local.rules.accrual import owed
from tandem.adapters.loans_local.rules.rounding import MILLION
from tandem.contexts.loans import api as loans


def loan_view(loan: LedgerLoan, today: date) -> loans.Loan:
    due = min((one.due for one in loan.unpaid), default=None)
    late = max(0, (today - due).days) if due else 0
    return loans.Loan(
        loan.id, loan.product, loan.terms.principal_fen, loan.principal_fen, loan.terms.periods,
        len(loan.instalments) - len(loan.unpaid), "settled" if loan.settled_on else "overdue" if late else "current",
        loan.terms.disbursed_on, due, late, loan.names,
    )  # fmt: skip


def contract_view(borrower: Borrower, loan: LedgerLoan) -> loans.Contract:
    terms = loan.terms
    return loans.Contract(
        loan.id, terms.principal_fen, terms.annual_rate, Decimal(terms.penalty_ppm) / MILLION, terms.day_count,
        terms.method, terms.periods, borrower.due_day, terms.grace_days, terms.disbursed_on,
    )  # fmt: skip


def schedule_view(loan: LedgerLoan, today: date) -> list[loans.Instalment]:
    return [_line(loan, one, today) for one in loan.instalments]


def _line(loan: LedgerLoan, one: Line, today: date) -> loans.Instalment:
    left = owed(loan.terms, one, today)
    return loans.Instalment(
        one.number, one.due, one.principal_fen, one.interest_fen, one.late_paid + left.late_fen,
        one.penalty_paid + left.penalty_fen, left.total_fen, _state(one, today), one.paid_on,
    )  # fmt: skip


def _state(one: Line, today: date) -> loans.InstalmentState:
    if one.paid_on is not None:
        return "paid"
    return "planned" if one.due > today else "due" if one.due == today else "overdue"


def bill_view(borrower: Borrower, today: date, loan: str | None) -> loans.Bill:
    billed = bill(borrower.under_way if loan is None else (borrower.running(loan),), today)
    return loans.Bill(billed.on, billed.fen, len(billed.dues), billed.overdue)


def quote_view(loan: LedgerLoan, today: date, on: date) -> loans.SettlementQuote:
    cost = quote(loan, today, on)
    return loans.SettlementQuote(
        loan.id, on, cost.principal_fen, cost.interest_fen + cost.late_fen + cost.penalty_fen, cost.fee_fen,
        cost.total_fen, loan.paid_ahead_fen, max(0, cost.total_fen - loan.paid_ahead_fen),
    )  # fmt: skip


def prepayment_view(loan: LedgerLoan, today: date, fen: int) -> loans.PrepaymentQuote:
    """By the ledger's rule nothing is paid beside the principal: no fee, and the interest until today comes with the
    next instalment. There are as many instalments as before, each smaller."""
    after = prepaid(loan, today, fen)
    plan = [_line(after, one, today) for one in after.unpaid]
    was = [_line(loan, one, today) for one in loan.unpaid]
    saved = sum(one.interest_fen for one in was) - sum(one.interest_fen for one in plan)
    return loans.PrepaymentQuote(
        loan.id, today, fen, 0, 0, fen, "smaller_instalments", next(one.left_fen for one in was if one.due_on > today),
        saved, tuple(one for one in plan if one.due_on > today),
    )  # fmt: skip


def payments_view(entries: Iterable[Entry], since: date) -> list[loans.Payment]:
    found = []
    for one in entries:
        if one.on < since:
            continue
        if one.kind in ("repaid", "debited", "prepaid", "settled"):
            found.append(loans.Payment(one.loan, one.on, one.of("bank"), "repaid"))
        elif one.kind == "refunded":
            found.append(loans.Payment(one.loan, one.on, -one.of("bank"), "refunded"))
    return found


def fees_view(entries: Iterable[Entry], loan: str) -> list[loans.Fee]:
    kinds: tuple[tuple[Book, loans.FeeKind], ...] = (
        ("late_interest", "late_interest"), ("penalty", "penalty"), ("fee", "early_settlement"),
    )  # fmt: skip
    return [
        loans.Fee(loan, one.on, -one.of(book), kind)
        for one in entries
        if one.loan == loan
        for book, kind in kinds
        if one.of(book)
    ]


def limit_view(borrower: Borrower) -> loans.Limit:
    if not borrower.limits:
        raise Refusal("no_limit")
    out = sum(one.principal_fen for one in borrower.loans)
    changes = tuple(loans.LimitChange(one.on, one.fen, one.reason) for one in borrower.limits)
    return loans.Limit(changes[-1].fen, max(0, changes[-1].fen - out), changes)


def cards_view(borrower: Borrower) -> Sequence[loans.Card]:
    return [loans.Card(one.id, one.label, one.names) for one in borrower.cards]


def certificates_view(borrower: Borrower) -> list[loans.Certificate]:
    found = []
    for one in borrower.certificates:
        loan = borrower.loan(one.loan)
        assert loan.settled_on is not None
        found.append(
            loans.Certificate(loan.id, one.number, loan.terms.principal_fen, loan.settled_on, one.on)
        )
    return found


def standing_view(borrower: Borrower, today: date) -> loans.Standing:
    """Everything at once: the borrower is read once."""
    return loans.Standing(
        [loan_view(one, today) for one in borrower.loans],
        {one.id: bill_view(borrower, today, one.id) for one in borrower.under_way},
        cards_view(borrower), limit_view(borrower) if borrower.limits else None, certificates_view(borrower),
    )  # fmt: skip
