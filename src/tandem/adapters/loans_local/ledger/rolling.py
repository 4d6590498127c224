"""Rolling: what happens by itself as days pass. Money paid ahead and auto-debits meet their instalments."""

from dataclasses import replace
from datetime import date

from tandem.adapters.loans_local.ledger.applying import apply, due_of
from tandem.adapters.loans_local.ledger.borrower import Borrower, Entry, LedgerLoan, entry


def roll(borrower: Borrower, today: date, debits_through: date) -> tuple[Borrower, list[Entry]]:
    """The borrower as of `today`; auto-debits have run through `debits_through`. Rolling twice changes nothing."""
    rolled = [roll_loan(loan, today, debits_through) for loan in borrower.under_way]
    after = borrower.with_loans(loan for loan, _ in rolled)
    return after, [one for _, entries in rolled for one in entries]


def roll_loan(loan: LedgerLoan, today: date, debits_through: date) -> tuple[LedgerLoan, list[Entry]]:
    entries: list[Entry] = []
    for due in sorted({one.due for one in loan.unpaid if one.due <= today}):
        if loan.paid_ahead_fen:
            before = loan.paid_ahead_fen
            loan, made, left = apply(loan, before, due, "applied", "paid_ahead")
            loan = replace(loan, paid_ahead_fen=left)
            entries += made
        debit = loan.autopay and due <= debits_through
        if debit and (short := sum(one.total_fen for one in due_of(loan, due))):
            loan, made, _ = apply(loan, short, due, "debited", "bank")
            entries += made
        elif not sum(one.total_fen for one in due_of(loan, due)):
            loan, _, _ = apply(loan, 0, due, "applied", "paid_ahead")  # an instalment of nothing is paid
    return _refund_rest(loan, entries)


def _refund_rest(loan: LedgerLoan, entries: list[Entry]) -> tuple[LedgerLoan, list[Entry]]:
    """Nothing is kept of a loan that is paid."""
    if loan.settled_on is None or not loan.paid_ahead_fen:
        return loan, entries
    back = entry(
        loan.id, loan.settled_on, "refunded", paid_ahead=loan.paid_ahead_fen, bank=-loan.paid_ahead_fen
    )
    return replace(loan, paid_ahead_fen=0), [*entries, back]
