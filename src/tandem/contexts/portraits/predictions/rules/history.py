"""A person's past as predictions may use it: every fact with the day on which it became known.

Days are those of the lender's zone. Nothing in here says who the person is: no age, sex or region."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

OTHER = "other"
"""A contact whose reason nobody noted, and all reasons too rare to be learned."""
_QUIET = timedelta(days=90)


@dataclass(frozen=True)
class Line:
    """An instalment. `paid_on`: when it was paid in full; None: not yet."""

    due: date
    paid_on: date | None = None


@dataclass(frozen=True)
class PastLoan:
    """`lines` in the order of the plan."""

    disbursed_on: date
    amount_fen: int
    lines: tuple[Line, ...]

    def open_on(self, day: date) -> bool:
        """Whether something was left to pay when `day` began."""
        return any(one.paid_on is None or one.paid_on >= day for one in self.lines)

    @property
    def settled_on(self) -> date | None:
        """The day of the last payment; None while something is left."""
        days = [one.paid_on for one in self.lines]
        return max((one for one in days if one), default=None) if all(days) else None


@dataclass(frozen=True)
class PastContact:
    """A conversation begun `on` a day. Its reason is known from `reason_on`, a rating from `rated_on`, that a person
    was asked for (and whether for a complaint) from `person_on`."""

    on: date
    reason: str | None = None
    reason_on: date | None = None
    person_on: date | None = None
    complaint: bool = False
    rating: int | None = None
    rated_on: date | None = None


@dataclass(frozen=True)
class History:
    """`since`: when the person became a customer. Contacts oldest first."""

    since: date
    loans: tuple[PastLoan, ...] = ()
    contacts: tuple[PastContact, ...] = ()


def known_before(history: History, day: date) -> History:
    """What was known when `day` began: whatever came later is not in it, so that nothing made of it can tell."""
    return History(
        history.since,
        tuple(_loan(one, day) for one in history.loans if one.disbursed_on < day),
        tuple(_contact(one, day) for one in history.contacts if one.on < day),
    )


def _loan(loan: PastLoan, day: date) -> PastLoan:
    if all(one.paid_on is None or one.paid_on < day for one in loan.lines):
        return loan
    lines = tuple(
        replace(one, paid_on=None) if one.paid_on and one.paid_on >= day else one for one in loan.lines
    )
    return replace(loan, lines=lines)


def _contact(one: PastContact, day: date) -> PastContact:
    changed = one
    if one.reason_on is None or one.reason_on >= day:
        changed = replace(changed, reason=None, reason_on=None)
    if one.person_on is not None and one.person_on >= day:
        changed = replace(changed, person_on=None, complaint=False)
    if one.rated_on is not None and one.rated_on >= day:
        changed = replace(changed, rating=None, rated_on=None)
    return changed


def contacted_about(history: History, first: date, days: int) -> frozenset[str]:
    """What the customer contacted us about on the `days` days from `first` on."""
    last = first + timedelta(days=days)
    return frozenset(one.reason or OTHER for one in history.contacts if first <= one.on < last)


def dormant_on(history: History, day: date) -> bool:
    """As the stage says: no loan under way, and neither a contact nor a new loan in the 90 days before `day`."""
    since = day - _QUIET
    return (
        not any(one.disbursed_on < day and one.open_on(day) for one in history.loans)
        and not any(since <= one.on < day for one in history.contacts)
        and not any(since <= one.disbursed_on < day for one in history.loans)
    )


def borrowed_before(history: History, day: date) -> bool:
    """Whether there was ever a loan when `day` began: nobody else can go dormant."""
    return any(one.disbursed_on < day for one in history.loans)
