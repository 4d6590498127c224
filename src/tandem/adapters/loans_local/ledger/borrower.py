"""A borrower with loans, as the ledger keeps them, and the entries that every change of money leaves behind."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from tandem.adapters.loans_local.rules.accrual import Instalment
from tandem.adapters.loans_local.rules.terms import Terms

Book = Literal["bank", "principal", "interest", "late_interest", "penalty", "fee", "paid_ahead"]
EntryKind = Literal["disbursed", "repaid", "debited", "applied", "prepaid", "settled", "refunded", "overpaid"]


class Refusal(Exception):
    """The ledger says no, by a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Posting:
    """`fen` is debit when positive, credit when negative."""

    book: Book
    fen: int


@dataclass(frozen=True)
class Entry:
    """One thing that happened to one loan's money. Postings add up to zero; none is of nothing."""

    loan: str
    on: date
    kind: EntryKind
    postings: tuple[Posting, ...]

    def of(self, book: Book) -> int:
        """What this entry posts to one book."""
        return sum(one.fen for one in self.postings if one.book == book)


def entry(loan: str, on: date, kind: EntryKind, **books: int) -> Entry:
    """An entry from book=fen. Raises ValueError when it does not balance: a fault of the ledger's own."""
    postings = tuple(Posting(book, fen) for book, fen in books.items() if fen)  # type: ignore[arg-type]
    if sum(one.fen for one in postings):
        raise ValueError(f"entry {kind} of {loan} does not balance: {books}")
    return Entry(loan, on, kind, postings)


@dataclass(frozen=True)
class Card:
    """`label` is what people read, `names` what they call it."""

    id: str
    label: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class LedgerLoan:
    """`paid_ahead_fen`: money that waits for the next due date. `autopay`: the card is debited then. `prepaid_on`: the
    last partial prepayment."""

    id: str
    product: str
    terms: Terms
    instalments: tuple[Instalment, ...]
    names: tuple[str, ...] = ()
    paid_ahead_fen: int = 0
    autopay: bool = True
    settled_on: date | None = None
    prepaid_on: date | None = None

    @property
    def principal_fen(self) -> int:
        """Not repaid yet."""
        return sum(one.principal_left for one in self.instalments)

    @property
    def unpaid(self) -> tuple[Instalment, ...]:
        return tuple(one for one in self.instalments if one.paid_on is None)

    def missed(self, on: date) -> bool:
        """True when a due date before `on` passed without full payment."""
        return any(one.due < on for one in self.unpaid)


@dataclass(frozen=True)
class LimitStep:
    on: date
    fen: int
    reason: str


@dataclass(frozen=True)
class Issued:
    """A certificate of settlement."""

    loan: str
    number: str
    on: date


@dataclass(frozen=True)
class Borrower:
    """`phone` shows its ends only: nothing here needs the rest."""

    number: str
    due_day: int
    loans: tuple[LedgerLoan, ...] = ()
    cards: tuple[Card, ...] = ()
    phone: str = ""
    limits: tuple[LimitStep, ...] = ()
    limit_asked_on: date | None = None
    due_day_changed_on: date | None = None
    certificates: tuple[Issued, ...] = ()

    def loan(self, id_: str) -> LedgerLoan:
        """A loan of this borrower. Refuses: no_loan, whoever else it may belong to."""
        for one in self.loans:
            if one.id == id_:
                return one
        raise Refusal("no_loan")

    def running(self, id_: str) -> LedgerLoan:
        """A loan that is not settled yet. Refuses: no_loan."""
        loan = self.loan(id_)
        if loan.settled_on is not None:
            raise Refusal("no_loan")
        return loan

    @property
    def under_way(self) -> tuple[LedgerLoan, ...]:
        return tuple(one for one in self.loans if one.settled_on is None)

    def with_loans(self, changed: Iterable[LedgerLoan]) -> "Borrower":
        by_id = {one.id: one for one in changed}
        return replace(self, loans=tuple(by_id.get(one.id, one) for one in self.loans))
