"""What a model sees of a customer: numbers made of what was known when a day began.

Age, sex, region, name, language and channel are no inputs, and cannot be: `History` has none of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from math import nan
from typing import Literal

from tandem.contexts.portraits.predictions.rules.history import (
    OTHER,
    History,
    PastContact,
    PastLoan,
    known_before,
)

Kind = Literal["until", "since", "number"]
"""until: days from then to a date ahead; since: days since a date; number: a count."""
SINCE_REASON = "since_reason:"
_LATE_PAYMENTS = timedelta(days=180)


@dataclass(frozen=True)
class _Seen:
    """What several features share: computed once a day and customer."""

    day: date
    history: History
    running: tuple[PastLoan, ...]
    settled: tuple[PastLoan, ...]

    def due_ahead(self) -> Iterable[date]:
        """Due days not paid that lie ahead, `day` among them. Of lines behind `day` none: those are overdue."""
        return (
            one.due
            for loan in self.running
            for one in loan.lines
            if one.paid_on is None and one.due >= self.day
        )

    def overdue(self) -> list[date]:
        return [
            one.due
            for loan in self.running
            for one in loan.lines
            if one.paid_on is None and one.due < self.day
        ]

    def late_lines(self) -> Iterable[tuple[date, date]]:
        """(due day, day of payment) of every instalment that was paid after its due day."""
        return (
            (one.due, one.paid_on)
            for loan in self.history.loans
            for one in loan.lines
            if one.paid_on is not None and one.paid_on > one.due
        )

    def since(self, days: Iterable[date]) -> float:
        last = max(days, default=None)
        return (self.day - last).days if last else nan

    def counted(self, days: Iterable[date], within: int) -> float:
        first = self.day - timedelta(days=within)
        return sum(first <= one < self.day for one in days)


@dataclass(frozen=True)
class Feature:
    """Its words are in locales/*/portraits.json under `portraits.because.<key>`."""

    key: str
    kind: Kind
    of: Callable[[_Seen], float]


def _last_late(seen: _Seen) -> float:
    """How many days late the newest instalment paid was."""
    paid = [
        (one.paid_on, one.due) for loan in seen.history.loans for one in loan.lines if one.paid_on is not None
    ]
    on, due = max(paid, default=(None, None))
    return max(0, (on - due).days) if on and due else nan


def _until_due(seen: _Seen) -> float:
    due = min(seen.due_ahead(), default=None)
    return (due - seen.day).days if due else nan


def _first_due(seen: _Seen) -> float:
    """1: the next due day is a loan's first."""
    return any(all(one.paid_on is None for one in loan.lines) for loan in seen.running)


def _until_end(seen: _Seen) -> float:
    """To the last due day of what is running: nobody goes dormant before."""
    last = max((loan.lines[-1].due for loan in seen.running if loan.lines), default=None)
    return max(0, (last - seen.day).days) if last else nan


def _settled_early(seen: _Seen) -> float:
    """1: the loan settled last ended before its plan did."""
    last = max(seen.settled, key=lambda one: one.settled_on or one.disbursed_on, default=None)
    if last is None or last.settled_on is None:
        return nan
    return last.settled_on < last.lines[-1].due


def _settled_days(seen: _Seen) -> Iterable[date]:
    return (one.settled_on for one in seen.settled if one.settled_on)


def _contacts(seen: _Seen) -> Iterable[date]:
    return (one.on for one in seen.history.contacts)


def _rating(seen: _Seen) -> float:
    rated = [(one.rated_on, one.rating) for one in seen.history.contacts if one.rated_on and one.rating]
    return max(rated)[1] if rated else nan


def _persons(seen: _Seen, *, complaints: bool = False) -> Iterable[date]:
    return (
        one.person_on for one in seen.history.contacts if one.person_on and (one.complaint or not complaints)
    )


def _late_payments(seen: _Seen) -> float:
    first = seen.day - _LATE_PAYMENTS
    late = (due for due, _ in seen.late_lines())
    return sum(first <= one < seen.day for one in chain(late, seen.overdue()))


FEATURES: tuple[Feature, ...] = (
    Feature("due", "until", _until_due),
    Feature("overdue", "since", lambda s: s.since(sorted(s.overdue())[:1])),
    Feature("overdue_instalments", "number", lambda s: len(s.overdue())),
    Feature("last_late", "number", _last_late),
    Feature("late_payments", "number", _late_payments),
    Feature("made_good", "since", lambda s: s.since(paid for _, paid in s.late_lines())),
    Feature(
        "paid",
        "since",
        lambda s: s.since(one.paid_on for loan in s.history.loans for one in loan.lines if one.paid_on),
    ),
    Feature("first_due", "number", _first_due),
    Feature("loans_open", "number", lambda s: len(s.running)),
    Feature("loans_settled", "number", lambda s: len(s.settled)),
    Feature(
        "periods_left",
        "number",
        lambda s: sum(one.paid_on is None for loan in s.running for one in loan.lines),
    ),
    Feature(
        "periods_paid",
        "number",
        lambda s: sum(one.paid_on is not None for loan in s.running for one in loan.lines),
    ),
    Feature("last_due", "until", _until_end),
    Feature("borrowed", "since", lambda s: s.since(one.disbursed_on for one in s.history.loans)),
    Feature("settled", "since", lambda s: s.since(_settled_days(s))),
    Feature("settled_early", "number", _settled_early),
    Feature("customer", "since", lambda s: (s.day - s.history.since).days),
    Feature("contact", "since", lambda s: s.since(_contacts(s))),
    Feature("contacts_30", "number", lambda s: s.counted(_contacts(s), 30)),
    Feature("contacts_90", "number", lambda s: s.counted(_contacts(s), 90)),
    Feature("contacts_365", "number", lambda s: s.counted(_contacts(s), 365)),
    Feature("persons_90", "number", lambda s: s.counted(_persons(s), 90)),
    Feature("complaints_180", "number", lambda s: s.counted(_persons(s, complaints=True), 180)),
    Feature("rating", "number", _rating),
)
KINDS: dict[str, Kind] = {one.key: one.kind for one in FEATURES}


def names(reasons: Sequence[str]) -> tuple[str, ...]:
    """The columns, in their order, of a model that knows these reasons."""
    return (*(one.key for one in FEATURES), *(f"{SINCE_REASON}{one}" for one in reasons))


def kind_of(name: str) -> Kind:
    """Of a column. Raises KeyError for an unknown one."""
    return "since" if name.startswith(SINCE_REASON) else KINDS[name]


def features(history: History, day: date, reasons: Sequence[str]) -> list[float]:
    """One row, in the order of `names(reasons)`, of what was known when `day` began; NaN: there is no such thing."""
    known = known_before(history, day)
    running = tuple(one for one in known.loans if one.open_on(day))
    settled = tuple(one for one in known.loans if not one.open_on(day))
    seen = _Seen(day, known, running, settled)
    return [*(float(one.of(seen)) for one in FEATURES), *_since_reasons(known.contacts, day, reasons)]


def _since_reasons(contacts: Sequence[PastContact], day: date, reasons: Sequence[str]) -> list[float]:
    last: dict[str, date] = {}
    rare = set(reasons)
    for one in contacts:
        if one.reason_on is not None:
            key = one.reason if one.reason in rare else OTHER
            last[key or OTHER] = one.on
    return [float((day - last[key]).days) if key in last else nan for key in reasons]
