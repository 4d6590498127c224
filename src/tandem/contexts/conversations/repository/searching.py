"""Conversations in which a text occurs."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.conversations.models import (
    conversation_label_table,
    conversation_table,
    message_table,
)
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx

c, m, cl = conversation_table.c, message_table.c, conversation_label_table.c

# What occurs more often is found quickly by walking the list itself.
_MANY = 2000
# So many with one label are gone through and sorted as quickly as a list that holds few of them is walked.
_MANY_LABELLED = 10_000
# A single character has no pair to look up: walked, and no further back than this.
_WALK = timedelta(days=90)


async def contains(tx: Tx, q: str) -> ColumnElement[bool]:
    """The condition that a conversation's messages or its customer's name contain `q` (any case), or that `q` is the
    customer's phone, ID number, card, e-mail address or borrower number, on whatever channel they wrote."""
    persons = await customers.same_person(tx, q)
    found = await _contains(tx, q)
    return or_(found, c.customer_id.in_(persons)) if persons else found


async def _contains(tx: Tx, q: str) -> ColumnElement[bool]:
    pattern = _like(q)
    named = c.customer_name.ilike(pattern, escape="\\")
    written = m.text.ilike(pattern, escape="\\")
    # OFFSET keeps the planner from reading every message there is for the sake of a page of conversations.
    line = select(literal(1)).where(m.conversation_id == c.id, written).offset(0)
    walked = or_(named, line.correlate(conversation_table).exists())
    if len(q) < 2:
        return walked & (c.updated_at > tx.now - _WALK)
    by_text = await _some(tx, select(m.conversation_id).where(_paired(m.text, q), written))
    by_name = await _some(tx, _named(q, named)) if by_text is not None else None
    if by_text is None or by_name is None:
        return walked
    return c.id.in_({*by_text, *by_name})


def _paired(column: ColumnElement[str], q: str) -> ColumnElement[bool]:
    """By an index of pairs of characters (migration 0001 makes its function): Chinese has no blanks and most of its
    words are two characters long, of which trigrams (pg_trgm) find none."""
    return func.tandem_bigrams(column, type_=ARRAY(Text)).contains(func.tandem_bigrams(q))


def _named(q: str, named: ColumnElement[bool]) -> Select[Any]:
    """Names of conversations that are over are indexed by pairs; of those under way there are few."""
    over = select(c.id).where(c.status == "resolved", _paired(c.customer_name, q), named)
    live = select(c.id).where(c.status != "resolved", named)
    return select(over.union_all(live).subquery().c.id)


async def labelled(tx: Tx, label_id: UUID) -> ColumnElement[bool]:
    """The condition that a conversation has the label. Asked of a few, it begins with them: the list may hold
    hundreds of thousands of others. Of many the list itself soon meets a page full."""
    of_label = select(cl.conversation_id).where(cl.label_id == label_id)
    if len((await tx.execute(of_label.limit(_MANY_LABELLED + 1))).all()) > _MANY_LABELLED:
        return exists().where(cl.conversation_id == c.id, cl.label_id == label_id)
    return c.id == func.any(func.array(of_label.scalar_subquery()), type_=c.id.type)


async def _some(tx: Tx, query: Select[Any]) -> Sequence[UUID] | None:
    """What the query finds, or None when that is too much to list."""
    found = (await tx.execute(query.limit(_MANY + 1))).scalars().all()
    return found if len(found) <= _MANY else None


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
