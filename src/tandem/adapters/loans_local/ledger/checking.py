"""Checking: does what the loans say agree with what was posted? `tandem loans check` and every test ask this."""

from collections import Counter
from collections.abc import Iterable

from tandem.adapters.loans_local.ledger.borrower import Borrower, Entry


def faults(borrower: Borrower, entries: Iterable[Entry]) -> list[str]:
    """Where a borrower's loans and their entries disagree; nothing when all is well. The borrower must not be rolled
    further than the entries."""
    found: list[str] = []
    books: Counter[tuple[str, str]] = Counter()
    for one in entries:
        if sum(posting.fen for posting in one.postings):
            found.append(f"{one.loan}: entry {one.kind} of {one.on} does not balance")
        for posting in one.postings:
            books[one.loan, posting.book] += posting.fen
    for loan in borrower.loans:
        said = {
            "principal": loan.principal_fen,
            "paid_ahead": -loan.paid_ahead_fen,
            "interest": -sum(one.interest_paid for one in loan.instalments),
        }
        for book, fen in said.items():
            if books[loan.id, book] != fen:
                found.append(f"{loan.id}: {book} is {fen}, posted {books[loan.id, book]}")
        if loan.settled_on is not None and loan.principal_fen:
            found.append(f"{loan.id}: settled with {loan.principal_fen} of principal left")
    return found
