"""Contacting: when a borrower wrote to the lender, and why. The reason follows from where the loan stands on that day,
so that there is something to learn from it; and from chance, so that nobody can learn it by heart. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Protocol

REASONS = (
    "due_amount", "debit_failed", "overdue_fee", "hardship", "collection", "credit_report", "early_settlement",
    "certificate", "limit", "application", "account", "other",
)  # fmt: skip
WINDOW_DAYS = 548
"""18 months."""
_NOISE = 0.1
"""So many write about something else than what their loan suggests."""
_BACKGROUND = (
    ("account", 0.010),
    ("limit", 0.012),
    ("other", 0.006),
    ("due_amount", 0.004),
    ("certificate", 0.001),
)
"""What people write about in any month, with its chance."""
_COMPLAINTS = {
    "overdue_fee": ("fee", 0.10),
    "collection": ("collection", 0.3),
    "debit_failed": ("service", 0.02),
}


class Line(Protocol):
    """An instalment, as the ledger keeps it."""

    @property
    def number(self) -> int: ...
    @property
    def due(self) -> date: ...
    @property
    def principal_fen(self) -> int: ...
    @property
    def interest_fen(self) -> int: ...
    @property
    def paid_on(self) -> date | None: ...


class Loan(Protocol):
    """A loan, as the ledger keeps it."""

    @property
    def product(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def instalments(self) -> Sequence[Line]: ...
    @property
    def settled_on(self) -> date | None: ...


@dataclass(frozen=True)
class Contact:
    """`complaint`: fee, collection or service. The amount is that of the instalment `due`."""

    on: date
    reason: str
    product: str = "禾穗贷"
    due: date | None = None
    amount_fen: int = 0
    days_late: int = 0
    complaint: str | None = None


def contacts(loans: Sequence[Loan], joined: date, as_of: date, random: Random) -> list[Contact]:
    """Every time that this borrower wrote in the 18 months before `as_of`, oldest first, at most once a day."""
    talkative = random.gammavariate(1.6, 0.9)
    found = [_about_applying(joined, applicant=not loans, talkative=talkative, random=random)]
    for loan in loans:
        found += _about(loan, as_of, talkative, random)
    found += _background(max(joined, as_of - timedelta(days=WINDOW_DAYS)), as_of, talkative, random)
    days: dict[date, Contact] = {}
    for one in found:
        if one is not None and as_of - timedelta(days=WINDOW_DAYS) <= one.on <= as_of:
            days.setdefault(one.on, _mixed(one, random))
    return [days[day] for day in sorted(days)]


def _mixed(one: Contact, random: Random) -> Contact:
    if random.random() < _NOISE:
        return Contact(one.on, random.choice(REASONS), one.product)
    kind, chance = _COMPLAINTS.get(one.reason, ("", 0.0))
    if random.random() < chance:
        return Contact(one.on, one.reason, one.product, one.due, one.amount_fen, one.days_late, kind)
    return one


def _about_applying(joined: date, *, applicant: bool, talkative: float, random: Random) -> Contact | None:
    if random.random() >= (0.45 if applicant else 0.2) * talkative:
        return None
    return Contact(joined + timedelta(days=random.randint(0, 2)), "application")


def _about(loan: Loan, as_of: date, talkative: float, random: Random) -> Iterator[Contact]:
    product = loan.names[-1] if loan.names else loan.product

    def said(day: date, reason: str, line: Line | None = None) -> Contact:
        if line is None:
            return Contact(day, reason, product)
        late = max(0, (day - line.due).days)
        return Contact(day, reason, product, line.due, line.principal_fen + line.interest_fen, late)

    settled = loan.settled_on
    early = settled is not None and settled < loan.instalments[-1].due
    for line in loan.instalments:
        if line.due > as_of + timedelta(days=6) or (settled is not None and line.due > settled):
            break
        for day, reason in _around(line, as_of, talkative, random):
            yield said(day, reason, line)
    if settled is None:
        return
    if early and random.random() < 0.55 * talkative:
        yield said(settled - timedelta(days=random.randint(0, 6)), "early_settlement")
    if random.random() < 0.28 * talkative:
        yield said(settled + timedelta(days=random.randint(1, 14)), "certificate")


def _around(line: Line, as_of: date, talkative: float, random: Random) -> Iterator[tuple[date, str]]:
    """About one instalment: before it, when its debit fails, the later the worse, and after it was made good."""

    def after(low: int, high: int) -> date:
        return line.due + timedelta(days=random.randint(low, high))

    new = 2.5 if line.number == 1 else 1.0
    if random.random() < 0.034 * new * talkative:
        yield after(-5, 0), "due_amount"
    if line.number > 2 and random.random() < 0.006 * talkative:
        yield after(3, 20), "early_settlement"
    if line.number > 3 and line.paid_on == line.due and random.random() < 0.010 * talkative:
        yield after(1, 8), "limit"
    if line.paid_on is not None and line.paid_on <= line.due:
        return
    late = ((line.paid_on or as_of) - line.due).days
    if late >= 0 and random.random() < 0.22 * talkative:
        yield after(0, 1), "debit_failed"
    for least, chance, (low, high), reason in (
        (4, 0.20, (4, 15), "overdue_fee"), (12, 0.16, (10, 25), "hardship"), (20, 0.22, (18, 40), "collection"),
        (60, 0.2, (55, 90), "hardship"), (90, 0.2, (70, 110), "collection"),
    ):  # fmt: skip
        if late >= least and random.random() < chance * talkative:
            yield after(low, min(high, max(low, late))), reason
    if line.paid_on is not None and late > 3 and random.random() < 0.10 * talkative:
        yield line.paid_on + timedelta(days=random.randint(1, 12)), "credit_report"


def _background(since: date, as_of: date, talkative: float, random: Random) -> Iterator[Contact]:
    months = (as_of - since).days / 30
    for reason, monthly in _BACKGROUND:
        chance = monthly * months * talkative
        while random.random() < chance:
            chance -= 1
            yield Contact(since + timedelta(days=random.randint(0, (as_of - since).days)), reason)
