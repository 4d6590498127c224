"""Conversations in which a text occurs."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.conversations.models import conversation_table, message_table
from tandem.kit.db import Tx

c, m = conversation_table.c, message_table.c

# What occurs more often is found quickly by walking the list itself.
_MANY = 2000
# A single character has no pair to look up: walked, and no further back than this.
_WALK = timedelta(days=90)


async def contains(tx: Tx, q: str) -> ColumnElement[bool]:
    """The condition that a conversation's messages or its customer's name contain `q` (any case)."""
    pattern = _like(q)
    named = c.customer_name.ilike(pattern, escape="\\")
    written = m.text.ilike(pattern, escape="\\")
    walked = or_(named, exists().where(m.conversation_id == c.id, written))
    if len(q) < 2:
        return walked & (c.updated_at > tx.now - _WALK)
    paired = func.tandem_bigrams(m.text, type_=ARRAY(Text)).contains(func.tandem_bigrams(q))
    by_text = await _some(tx, select(m.conversation_id).where(paired, written))
    by_name = await _some(tx, select(c.id).where(named)) if by_text is not None else None
    if by_text is None or by_name is None:
        return walked
    return c.id.in_({*by_text, *by_name})


async def _some(tx: Tx, query: Select[Any]) -> Sequence[UUID] | None:
    """What the query finds, or None when that is too much to list."""
    found = (await tx.execute(query.limit(_MANY + 1))).scalars().all()
    return found if len(found) <= _MANY else None


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
