"""Which conversations an actor may read, in SQL. `rules.visibility.may_read` is the same rule for a row in hand."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, false, or_, select, true

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


def readable_by(actor: Actor, *, few: bool = False) -> ColumnElement[bool]:
    """The rows an actor may read: all; the team's and one's own; or one's own. Own = held now or before, asked
    for help with by a note, or without an agent in a queue one serves. `few`: the other conditions leave
    few rows to look at."""
    scope = actor.conversation_scope
    if scope == "all":
        return true()
    if scope == "none" or actor.id is None:
        return false()
    sq = seat_queue_table.c
    own: ColumnElement[bool] = or_(
        c.agent_id == actor.id,
        and_(c.agent_id.is_(None), c.queue_id.in_(select(sq.queue_id).where(sq.agent_id == actor.id))),
        _involved(assignment_table, actor.id, few),
        _involved(mention_table, actor.id, few),
    )
    if scope == "own" or actor.team_id is None:
        return own
    s = seat_table.c
    team = c.agent_id.in_(select(s.agent_id).where(s.team_id == actor.team_id))
    return or_(own, team)


def _involved(table: Table, agent_id: UUID, few: bool) -> ColumnElement[bool]:
    """LIMIT keeps the planner from gathering all that the agent ever had for the sake of a few rows."""
    t = table.c
    if not few:
        return c.id.in_(select(t.conversation_id).where(t.agent_id == agent_id))
    one = select(t.agent_id).where(t.conversation_id == c.id, t.agent_id == agent_id).limit(1)
    return one.correlate(conversation_table).scalar_subquery().is_not(None)


async def is_readable(tx: Tx, conversation_id: UUID, actor: Actor) -> bool:
    """Whether the actor may read this conversation."""
    query = select(c.id).where(c.id == conversation_id, readable_by(actor, few=True))
    return (await tx.execute(query)).first() is not None


async def holders(tx: Tx, conversation_ids: Sequence[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Everybody who holds, held, or was asked for help with each conversation, for `may_read`."""
    found: dict[UUID, set[UUID]] = {}
    held, asked = (
        select(t.c.conversation_id, t.c.agent_id).where(t.c.conversation_id.in_(conversation_ids))
        for t in (assignment_table, mention_table)
    )
    for row in (await tx.execute(held.union(asked))).all():
        found.setdefault(row.conversation_id, set()).add(row.agent_id)
    return {id_: frozenset(agents) for id_, agents in found.items()}
