"""What is kept of a customer: values and days from which every fact of every later day follows, without asking again.

Days are those of the lender's zone, amounts whole fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Lent:
    """What the core lending system says, in figures. `next_due_on`: the earliest due day not paid, over all loans."""

    total: int
    open: int
    borrowed_fen: int
    principal_fen: int
    paid_periods: int
    periods: int
    first_on: date | None = None
    last_on: date | None = None
    next_due_on: date | None = None
    limit_fen: int | None = None
    available_fen: int | None = None


@dataclass(frozen=True)
class Contacts:
    """`days`: of conversations begun, newest first; `persons`: of hand-overs to people; `complaints`: of those because
    of a complaint. `last_reason`: the disposition of the newest that has one."""

    days: tuple[date, ...] = ()
    persons: tuple[date, ...] = ()
    complaints: tuple[date, ...] = ()
    open: int = 0
    last_reason: str | None = None
    last_rating: int | None = None


@dataclass(frozen=True)
class Base:
    """`lent` None: the loan book was not asked yet, or does not know who it is. `bound`: the lender's number of the
    customer is known."""

    bound: bool
    verified: bool
    blocked: bool
    since: date
    language: str | None = None
    lent: Lent | None = None
    contacts: Contacts = field(default_factory=Contacts)


def to_json(base: Base) -> dict[str, Any]:
    """As it is stored; dates are ISO texts."""
    plain: dict[str, Any] = _plain(base)
    return plain


def from_json(data: Mapping[str, Any]) -> Base:
    lent: dict[str, Any] | None = data["lent"]
    contacts = data["contacts"]
    if lent is not None:
        lent = {name: _day(value) if name.endswith("_on") else value for name, value in lent.items()}
    return Base(
        data["bound"], data["verified"], data["blocked"], date.fromisoformat(data["since"]), data["language"],
        Lent(**lent) if lent is not None else None,
        Contacts(
            _days(contacts["days"]), _days(contacts["persons"]), _days(contacts["complaints"]), contacts["open"],
            contacts["last_reason"], contacts["last_rating"],
        ),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _days(values: Sequence[str]) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, values))
