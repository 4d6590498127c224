"""Pasts for tests of predictions: of any kind, and of people whose contacts can be learned from."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from hypothesis import strategies as st

from tandem.contexts.portraits.predictions.gathering import Person
from tandem.contexts.portraits.predictions.rules.history import History, Line, PastContact, PastLoan

TODAY = date(2026, 11, 22)
FIRST = TODAY - timedelta(days=540)
REASONS = ("repayment.how", "repayment.failed", "other")
_DAYS = st.integers(0, 560).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def _loans(draw: st.DrawFn) -> PastLoan:
    begun = draw(_DAYS)
    lines = []
    for n in range(1, draw(st.integers(1, 6)) + 1):
        due = begun + timedelta(days=30 * n)
        late = draw(st.none() | st.integers(-40, 40))
        lines.append(Line(due, max(begun, due + timedelta(days=late)) if late is not None else None))
    return PastLoan(begun, draw(st.integers(50_000, 5_000_000)), tuple(lines))


@st.composite
def _contacts(draw: st.DrawFn) -> PastContact:
    on = draw(_DAYS)

    def later() -> date | None:
        wait = draw(st.none() | st.integers(0, 30))
        return None if wait is None else on + timedelta(days=wait)

    known, rated = later(), later()
    return PastContact(
        on, draw(st.sampled_from(REASONS)) if known else None, known, later(), draw(st.booleans()),
        draw(st.integers(1, 5)) if rated else None, rated,
    )  # fmt: skip


def histories() -> st.SearchStrategy[History]:
    contacts = st.lists(_contacts(), max_size=6).map(lambda found: tuple(sorted(found, key=lambda c: c.on)))
    return st.builds(History, _DAYS, st.lists(_loans(), max_size=3).map(tuple), contacts)


def person(number: int, *, tells: bool = True) -> Person:
    """Somebody with a loan of a year and a half who asks how to pay some days before every other due day, and about the
    failed debit after being late: with chance, but so that it can be learned. `tells` False: never a contact."""
    random = Random(number)
    begun = FIRST + timedelta(days=random.randint(0, 60))
    lines, contacts = [], []
    periods = random.choice((6, 20))
    for n in range(1, periods + 1):
        due = begun + timedelta(days=30 * n)
        late = random.random() < 0.3
        paid = due + timedelta(days=random.randint(2, 9)) if late else due
        lines.append(Line(due, paid if paid < TODAY else None))
        if due < TODAY + timedelta(days=10) and random.random() < 0.6:
            contacts.append(_said(due - timedelta(days=random.randint(1, 4)), "repayment.how"))
        if late and random.random() < 0.8:
            contacts.append(_said(due + timedelta(days=random.randint(0, 1)), "repayment.failed"))
    kept = tuple(sorted((one for one in contacts if one.on < TODAY), key=lambda c: c.on)) if tells else ()
    past = History(begun, (PastLoan(begun, 1_000_000, tuple(lines)),), kept)
    return Person(
        UUID(int=number * 7919), past, random.choice(("female", "male")), random.randint(1960, 2004)
    )


def _said(on: date, reason: str) -> PastContact:
    return PastContact(on, reason, on)
