"""Which conversations an actor may read, in SQL. `rules.visibility.may_read` is the same rule for a row in hand."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, false, or_, select, true

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.models import (
    assignment_table,
    conversation_table,
    mention_table,
    seat_queue_table,
    seat_table,
)
from tandem.kit.db import Tx

c = conversation_table.c
_HELD, _ASKED = (
    select(t.c.conversation_id, t.c.agent_id).where(t.c.conversation_id.in_(bindparam("ids", expanding=True)))
    for t in (assignment_table, mention_table)
)
_HOLDERS = _HELD.union(_ASKED)


def readable_by(actor: Actor, *, few: bool = False) -> ColumnElement[bool]:
    """The rows an actor may read: all; the team's and one's own; or one's own. Own = held now or before, asked
    for help with by a note, or without an agent in a queue one serves. `few`: the other conditions leave
    few rows to look at."""
    return _readable(actor.conversation_scope, actor.id, actor.team_id, few)


# Kept for each person: a desk asks again and again, and building a condition costs more than checking it.
@lru_cache(4096)
def _readable(scope: str, agent_id: UUID | None, team_id: UUID | None, few: bool) -> ColumnElement[bool]:
    if scope == "all":
        return true()
    if scope == "none" or agent_id is None:
        return false()
    sq = seat_queue_table.c
    own: ColumnElement[bool] = or_(
        c.agent_id == agent_id,
        and_(c.agent_id.is_(None), c.queue_id.in_(select(sq.queue_id).where(sq.agent_id == agent_id))),
        _involved(assignment_table, agent_id, few),
        _involved(mention_table, agent_id, few),
    )
    if scope == "own" or team_id is None:
        return own
    s = seat_table.c
    return or_(own, c.agent_id.in_(select(s.agent_id).where(s.team_id == team_id)))


def _involved(table: Table, agent_id: UUID, few: bool) -> ColumnElement[bool]:
    """LIMIT keeps the planner from gathering all that the agent ever had for the sake of a few rows."""
    t = table.c
    if not few:
        return c.id.in_(select(t.conversation_id).where(t.agent_id == agent_id))
    one = select(t.agent_id).where(t.conversation_id == c.id, t.agent_id == agent_id).limit(1)
    return one.correlate(conversation_table).scalar_subquery().is_not(None)


def readable_ids(actor: Actor) -> Select[tuple[UUID]]:
    """The ids of the conversations that the actor may read, for the queries of contexts above."""
    return select(c.id).where(readable_by(actor, few=True))


async def is_readable(tx: Tx, conversation_id: UUID, actor: Actor) -> bool:
    """Whether the actor may read this conversation."""
    query = _one(actor.conversation_scope, actor.id, actor.team_id)
    return (await tx.execute(query, {"conversation_id": conversation_id})).first() is not None


@lru_cache(4096)
def _one(scope: str, agent_id: UUID | None, team_id: UUID | None) -> Select[Any]:
    return select(c.id).where(c.id == bindparam("conversation_id"), _readable(scope, agent_id, team_id, True))


async def holders(tx: Tx, conversation_ids: Sequence[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Everybody who holds, held, or was asked for help with each conversation, for `may_read`."""
    found: dict[UUID, set[UUID]] = {}
    for row in (await tx.execute(_HOLDERS, {"ids": list(conversation_ids)})).all():
        found.setdefault(row.conversation_id, set()).add(row.agent_id)
    return {id_: frozenset(agents) for id_, agents in found.items()}
