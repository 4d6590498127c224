"""Opening: a loan is disbursed, and everything that its terms say follows from there."""

from dataclasses import replace

from tandem.adapters.loans_local.ledger.borrower import Borrower, Entry, LedgerLoan, entry
from tandem.adapters.loans_local.limits import broken
from tandem.adapters.loans_local.rules.accrual import Instalment
from tandem.adapters.loans_local.rules.dates import DayOff, weekend
from tandem.adapters.loans_local.rules.schedule import schedule
from tandem.adapters.loans_local.rules.terms import Terms


def open_loan(
    borrower: Borrower, id_: str, product: str, terms: Terms, names: tuple[str, ...] = (), *,
    autopay: bool = True, day_off: DayOff = weekend,
) -> tuple[Borrower, list[Entry]]:  # fmt: skip
    """The borrower with one loan more. Raises ValueError for terms that law does not allow."""
    if against := broken(terms):
        raise ValueError("; ".join(f"{one.key}: {one.source} {one.article}" for one in against))
    if any(one.id == id_ for one in borrower.loans):
        raise ValueError(f"loan {id_} is there already")
    instalments = tuple(
        Instalment(one.number, one.start, one.due, one.principal_fen, one.interest_fen)
        for one in schedule(terms, day_off)
    )
    loan = LedgerLoan(id_, product, terms, instalments, names, autopay=autopay)
    fen = terms.principal_fen
    paid_out = entry(id_, terms.disbursed_on, "disbursed", principal=fen, bank=-fen)
    return replace(borrower, loans=(*borrower.loans, loan)), [paid_out]
