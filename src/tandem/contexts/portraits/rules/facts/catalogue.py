"""The typed catalogue: what rules may ask of a customer, where it comes from, and when it changes by itself.

Labels and descriptions are in locales/*/portraits.json under `portraits.fact.<key>`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tandem.contexts.portraits.rules.facts.base import Base, Lent
from tandem.contexts.portraits.rules.language.kinds import Kind, Value

Source = Literal["customers", "loans", "conversations"]
_DAY = timedelta(days=1)


def _never(_base: Base) -> Iterable[date]:
    return ()


@dataclass(frozen=True)
class Fact:
    """`of`: the value on a day, None where nobody knows. `turns`: days on which it changes otherwise than by one a day
    or not at all. `choices`: the texts it can be."""

    key: str
    kind: Kind
    source: Source
    of: Callable[[Base, date], Value | None]
    turns: Callable[[Base], Iterable[date]] = _never
    choices: tuple[str, ...] = ()


def _lent(key: str, kind: Kind, of: Callable[[Lent], Value | None]) -> Fact:
    return Fact(key, kind, "loans", lambda base, _day: of(base.lent) if base.lent else None)


def _due(of: Callable[[date, date], int]) -> Callable[[Base, date], int | None]:
    """Of the earliest due day that is not paid, where there is one."""

    def value(base: Base, today: date) -> int | None:
        due = base.lent.next_due_on if base.lent else None
        return of(due, today) if due else None

    return value


def _overdue(base: Base, today: date) -> int | None:
    if base.lent is None:
        return None
    due = base.lent.next_due_on
    return max(0, (today - due).days) if due else 0


def _due_turns(base: Base) -> Iterable[date]:
    due = base.lent.next_due_on if base.lent else None
    return (due, due + _DAY) if due else ()


def _last_contact(base: Base) -> date | None:
    return base.contacts.days[0] if base.contacts.days else None


def _since_contact(base: Base, today: date) -> int | None:
    last = _last_contact(base)
    return (today - last).days if last else None


def _counted(key: str, days: Callable[[Base], Iterable[date]], within: int) -> Fact:
    """How many there were in so many days, today's among them."""
    span = timedelta(days=within)
    return Fact(
        key, "number", "conversations",
        lambda base, today: sum(today - span < one <= today for one in days(base)),
        lambda base: (one + span for one in days(base)),
    )  # fmt: skip


_FACTS = (
    Fact("bound", "truth", "customers", lambda b, _: b.bound),
    Fact("verified", "truth", "customers", lambda b, _: b.verified),
    Fact("blocked", "truth", "customers", lambda b, _: b.blocked),
    Fact("customer_since", "date", "customers", lambda b, _: b.since),
    Fact("customer_days", "days", "customers", lambda b, today: (today - b.since).days),
    Fact("language", "text", "customers", lambda b, _: b.language, choices=("zh-CN", "en")),
    _lent("loans_total", "number", lambda x: x.total),
    _lent("loans_open", "number", lambda x: x.open),
    _lent("loans_settled", "number", lambda x: x.total - x.open),
    _lent("borrowed_total", "money", lambda x: x.borrowed_fen),
    _lent("principal_left", "money", lambda x: x.principal_fen),
    _lent("first_loan_on", "date", lambda x: x.first_on),
    _lent("last_loan_on", "date", lambda x: x.last_on),
    _lent("paid_periods", "number", lambda x: x.paid_periods),
    _lent("periods_left", "number", lambda x: x.periods - x.paid_periods),
    _lent("credit_limit", "money", lambda x: x.limit_fen),
    _lent("available_limit", "money", lambda x: x.available_fen),
    _lent("next_due_on", "date", lambda x: x.next_due_on),
    Fact("days_to_due", "days", "loans", _due(lambda due, today: (due - today).days)),
    Fact("overdue_days", "days", "loans", _overdue, _due_turns),
    Fact("last_contact_on", "date", "conversations", lambda b, _: _last_contact(b)),
    Fact("days_since_contact", "days", "conversations", _since_contact),
    _counted("contacts_30_days", lambda b: b.contacts.days, 30),
    _counted("contacts_90_days", lambda b: b.contacts.days, 90),
    _counted("persons_90_days", lambda b: b.contacts.persons, 90),
    _counted("complaints_90_days", lambda b: b.contacts.complaints, 90),
    Fact("open_conversations", "number", "conversations", lambda b, _: b.contacts.open),
    Fact("last_reason", "text", "conversations", lambda b, _: b.contacts.last_reason),
    Fact("last_rating", "number", "conversations", lambda b, _: b.contacts.last_rating),
)

CATALOGUE: Mapping[str, Fact] = {fact.key: fact for fact in _FACTS}


def facts_on(base: Base, today: date) -> dict[str, Value | None]:
    """Every fact on a day (the lender's); `today` among them."""
    return {"today": today, **{fact.key: fact.of(base, today) for fact in _FACTS}}


def turns(base: Base, keys: Iterable[str], after: date) -> list[date]:
    """The days after `after` on which one of these facts turns, earliest first."""
    found = {day for key in keys if key in CATALOGUE for day in CATALOGUE[key].turns(base) if day > after}
    return sorted(found)
