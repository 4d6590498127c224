"""Which conversations an actor may read, in SQL. `rules.visibility.may_read` is the same rule for a row in hand."""

from collections.abc import Sequence
from functools import cache
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
# Who asks, in statements that are built once for everybody; `reader` gives the values.
READER_ID = bindparam("reader_id", type_=c.agent_id.type)
_READER_TEAM = bindparam("reader_team_id", type_=seat_table.c.team_id.type)


def readable_by(actor: Actor, *, few: bool = False) -> ColumnElement[bool]:
    """The rows an actor may read: all; the team's and one's own; or one's own. Own = held now or before, asked
    for help with by a note, or without an agent in a queue one serves. `few`: the other conditions leave
    few rows to look at."""
    return _readable(scope_of(actor), actor.id, actor.team_id, few)


def scope_of(actor: Actor) -> str:
    """all, team, own or none: what the statements that are kept differ in."""
    scope = actor.conversation_scope
    if scope == "all":
        return scope
    if actor.id is None:
        return "none"
    return "own" if scope == "team" and actor.team_id is None else scope


def readable_in(scope: str) -> ColumnElement[bool]:
    """`readable_by(…, few=True)` for a statement that is kept: run it with `reader(actor)`. Desks ask again and
    again, and building a statement costs more than running it."""
    return _readable(scope, READER_ID, _READER_TEAM, True)


def reader(actor: Actor) -> dict[str, UUID | None]:
    """The values of a statement with `readable_in(scope_of(actor))`."""
    return {"reader_id": actor.id, "reader_team_id": actor.team_id}


def _readable(scope: str, agent_id: Any, team_id: Any, few: bool) -> ColumnElement[bool]:
    if scope == "all":
        return true()
    if scope == "none":
        return false()
    sq = seat_queue_table.c
    own: ColumnElement[bool] = or_(
        c.agent_id == agent_id,
        and_(c.agent_id.is_(None), c.queue_id.in_(select(sq.queue_id).where(sq.agent_id == agent_id))),
        _involved(assignment_table, agent_id, few),
        _involved(mention_table, agent_id, few),
    )
    if scope == "own":
        return own
    s = seat_table.c
    return or_(own, c.agent_id.in_(select(s.agent_id).where(s.team_id == team_id)))


def _involved(table: Table, agent_id: Any, few: bool) -> ColumnElement[bool]:
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
    asked = {"conversation_id": conversation_id, **reader(actor)}
    return (await tx.execute(_one(scope_of(actor)), asked)).first() is not None


@cache
def _one(scope: str) -> Select[Any]:
    return select(c.id).where(c.id == bindparam("conversation_id"), readable_in(scope))


async def holders(tx: Tx, conversation_ids: Sequence[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Everybody who holds, held, or was asked for help with each conversation, for `may_read`."""
    found: dict[UUID, set[UUID]] = {}
    for row in (await tx.execute(_HOLDERS, {"ids": list(conversation_ids)})).all():
        found.setdefault(row.conversation_id, set()).add(row.agent_id)
    return {id_: frozenset(agents) for id_, agents in found.items()}
