"""A person's contacts over all channels: that there was one, everybody who may see the person learns; what it was
about, only who may read the conversation."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, any_, bindparam, case, false, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import tables as t
from tandem.kit.db import Tx

c, r, d = t.conversation.c, t.resolution.c, t.disposition.c
_PRIORITIES = ("low", "normal", "high", "urgent")
# Where it is now, which may be elsewhere than where it began.
_CHANNEL = func.coalesce(c.leg_channel, c.channel).label("channel")


@cache
def _contacts(scope: str) -> Select[Any]:
    """Built once for each scope."""
    # Of a conversation without an agent some conditions are neither true nor false.
    readable = func.coalesce(conversations.readable_in(scope), false())
    return (
        select(
            c.id, _CHANNEL, c.account, c.status, c.controller, c.priority, c.opened_at, c.resolved_at, c.updated_at,
            t.seat.c.name.label("agent"), t.queue.c.name.label("queue"), r.solved, t.rating.c.score,
            readable.label("readable"),
            case((readable, d.name), else_=None).label("disposition"),
            case((readable, r.summary), else_=None).label("summary"),
            case((readable, c.last_message["text"].astext), else_=None).label("last_text"),
        )
        .join(t.queue, t.queue.c.id == c.queue_id)
        .outerjoin(t.seat, t.seat.c.agent_id == c.agent_id)
        .outerjoin(t.resolution, (r.conversation_id == c.id) & r.reopened_at.is_(None))
        .outerjoin(t.disposition, d.id == r.disposition_id)
        .outerjoin(t.rating, (t.rating.c.conversation_id == c.id) & t.rating.c.superseded_at.is_(None))
    )  # fmt: skip


@cache
def _of_family(scope: str) -> Select[Any]:
    of = c.customer_id == any_(bindparam("members", type_=ARRAY(Uuid)))
    return _contacts(scope).where(of).order_by(c.opened_at.desc(), c.id.desc()).limit(bindparam("count"))


@cache
def _by_ids(scope: str) -> Select[Any]:
    return _contacts(scope).where(c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))


async def last_contacts(tx: Tx, actor: Actor, members: Sequence[UUID], count: int) -> list[dict[str, Any]]:
    """The newest contacts of a person."""
    asked = {"members": list(members), "count": count, **conversations.reader(actor)}
    rows = (await tx.execute(_of_family(conversations.scope_of(actor)), asked)).all()
    return [_shown(row) for row in rows]


async def contacts_by_ids(tx: Tx, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Contacts by the conversation's id."""
    if not ids:
        return {}
    asked = {"ids": list(ids), **conversations.reader(actor)}
    rows = (await tx.execute(_by_ids(conversations.scope_of(actor)), asked)).all()
    return {row.id: _shown(row) for row in rows}


def _shown(row: Row[Any]) -> dict[str, Any]:
    return {
        "conversation_id": row.id, "channel": row.channel, "account": row.account, "status": row.status,
        "controller": row.controller, "priority": _PRIORITIES[row.priority], "opened_at": row.opened_at,
        "resolved_at": row.resolved_at, "updated_at": row.updated_at, "agent": row.agent, "queue": row.queue,
        "disposition": row.disposition, "solved": row.solved, "score": row.score, "readable": row.readable,
        "summary": row.summary or row.last_text,
    }  # fmt: skip
