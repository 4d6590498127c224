"""Rules as SQL over the facts kept: for previews of how many customers match.

SQL's NULL behaves exactly as what nobody knows."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    text,
    true,
)

from tandem.contexts.portraits.models import (
    portrait_table,
    segment_membership_table,
    tag_grant_table,
    tag_table,
)
from tandem.contexts.portraits.rules.book import LAYERS
from tandem.contexts.portraits.rules.language.tree import (
    Compare,
    Constant,
    HasTag,
    Known,
    Logic,
    Name,
    Not,
    Sum,
    Tree,
    Within,
)

p, g, t, m = portrait_table.c, tag_grant_table.c, tag_table.c, segment_membership_table.c
TODAY = bindparam("today", type_=Date)
NOW = bindparam("now", type_=g.until.type)
Sql = ColumnElement[Any]


def _at(*path: str) -> Sql:
    return func.jsonb_extract_path_text(p.base, *path)


def _int(*path: str) -> Sql:
    return cast(_at(*path), Numeric)


def _day(*path: str) -> Sql:
    return cast(_at(*path), Date)


def _count(key: str, within: int) -> Sql:
    days = func.jsonb_array_elements_text(func.jsonb_extract_path(p.base, "contacts", key)).table_valued(
        "value"
    )
    day = cast(days.c.value, Date)
    return (
        select(cast(func.count(), Numeric))
        .select_from(days)
        .where(day > TODAY - literal(within, Integer), day <= TODAY)
        .correlate(portrait_table)
        .scalar_subquery()
    )


_DUE = _day("lent", "next_due_on")
_LAST = _day("contacts", "days", "0")
# A fact of loans is known when the loan book said something.
_LENT = _at("lent", "total").is_not(None)
_COLUMNS: dict[str, Sql] = {
    "today": TODAY,
    "bound": cast(_at("bound"), Boolean),
    "verified": cast(_at("verified"), Boolean),
    "blocked": cast(_at("blocked"), Boolean),
    "customer_since": _day("since"),
    "customer_days": cast(TODAY - _day("since"), Numeric),
    "language": _at("language"),
    "loans_total": _int("lent", "total"),
    "loans_open": _int("lent", "open"),
    "loans_settled": _int("lent", "total") - _int("lent", "open"),
    "borrowed_total": _int("lent", "borrowed_fen"),
    "principal_left": _int("lent", "principal_fen"),
    "first_loan_on": _day("lent", "first_on"),
    "last_loan_on": _day("lent", "last_on"),
    "paid_periods": _int("lent", "paid_periods"),
    "periods_left": _int("lent", "periods") - _int("lent", "paid_periods"),
    "credit_limit": _int("lent", "limit_fen"),
    "available_limit": _int("lent", "available_fen"),
    "next_due_on": _DUE,
    "days_to_due": cast(_DUE - TODAY, Numeric),
    "overdue_days": case(
        (not_(_LENT), null()), (_DUE.is_(None), literal(0, Numeric)),
        else_=func.greatest(0, cast(TODAY - _DUE, Numeric)),
    ),
    "last_contact_on": _LAST,
    "days_since_contact": cast(TODAY - _LAST, Numeric),
    "contacts_30_days": _count("days", 30),
    "contacts_90_days": _count("days", 90),
    "persons_90_days": _count("persons", 90),
    "complaints_90_days": _count("complaints", 90),
    "open_conversations": _int("contacts", "open"),
    "last_reason": _at("contacts", "last_reason"),
    "last_rating": _int("contacts", "last_rating"),
}  # fmt: skip


def column(name: str) -> Sql:
    """A fact, or the segment of a layer that stands, as a column beside `portrait`."""
    if name in LAYERS:
        return (
            select(m.segment)
            .where(m.customer_id == p.customer_id, m.layer == name, m.until.is_(None))
            .correlate(portrait_table)
            .scalar_subquery()
        )
    return _COLUMNS[name]


def condition(tree: Tree) -> Sql:
    """The rule as SQL: true, false or NULL for each row of `portrait`."""
    match tree:
        case Constant(kind=kind, value=value):
            return _constant(kind, value)
        case Name(name=name):
            return column(name)
        case Known(name=name):
            return column(name.name).is_not(None)
        case HasTag(key=key):
            return _has(key)
        case Not(inner=inner):
            return not_(condition(inner))
        case Logic(op=op, parts=parts):
            both = [condition(one) for one in parts]
            return and_(*both) if op == "and" else or_(*both)
        case Within(left=left, choices=choices):
            return condition(left).in_([condition(one) for one in choices])
        case Compare(op=op, left=left, right=right):
            return condition(left).bool_op("=" if op == "==" else op)(condition(right))
        case Sum():
            return _reckoned(tree)


def _constant(kind: str, value: bool | int | Decimal | date | str) -> Sql:
    match kind:
        case "truth":
            return true() if value else false()
        case "date":
            return literal(value, Date)
        case "text":
            return literal(value, Text)
    return literal(Decimal(str(value)), Numeric)


def _reckoned(tree: Sum) -> Sql:
    left, right = condition(tree.left), condition(tree.right)
    dates = isinstance(left.type, Date), isinstance(right.type, Date)
    if dates == (True, True):
        return cast(left.op("-", return_type=Integer())(right), Numeric)
    if dates == (True, False):
        return left.op(tree.op, return_type=Date())(cast(right, Integer))
    if tree.op == "/":
        right = func.nullif(right, 0)
    return left.op(tree.op, return_type=Numeric())(right)


def _has(key: str) -> Sql:
    return exists().where(
        g.customer_id == p.customer_id,
        g.tag_id == select(t.id).where(t.key == literal(key, Text)).scalar_subquery(),
        g.ended_at.is_(None),
        or_(g.until.is_(None), g.until > NOW),
    )


NO_TIME = text("SET LOCAL statement_timeout = '10s'")
