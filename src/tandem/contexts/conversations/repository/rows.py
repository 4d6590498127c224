"""The rows of the desk's lists: what an actor may read, by view, filter and order, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    text,
    true,
    tuple_,
)

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.models import (
    assignment_table,
    conversation_label_table,
    conversation_table,
    label_table,
    message_table,
    queue_table,
    seat_queue_table,
    seat_table,
)
from tandem.contexts.conversations.views import PRIORITIES
from tandem.kit.db import Tx

c = conversation_table.c
VIEWS = ("mine", "unassigned", "all", "snoozed", "resolved")
SORTS = ("waiting", "newest", "oldest", "sla")


@dataclass(frozen=True)
class Filter:
    view: str = "all"
    queue_id: UUID | None = None
    channel: str | None = None
    label_id: UUID | None = None
    priority: int | None = None
    q: str | None = None


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The rows an actor may read: all; the team's and one's own; or one's own. Own = held now or before, or
    without an agent in a queue one serves. `rules.visibility.may_read` is the same rule for a row in hand."""
    scope = actor.conversation_scope
    if scope == "all":
        return true()
    if scope == "none" or actor.id is None:
        return false()
    sq, a = seat_queue_table.c, assignment_table.c
    own: ColumnElement[bool] = or_(
        c.agent_id == actor.id,
        and_(c.agent_id.is_(None), c.queue_id.in_(select(sq.queue_id).where(sq.agent_id == actor.id))),
        exists().where(a.conversation_id == c.id, a.agent_id == actor.id),
    )
    if scope == "own" or actor.team_id is None:
        return own
    s = seat_table.c
    team = c.agent_id.in_(select(s.agent_id).where(s.team_id == actor.team_id))
    return or_(own, team)


def _view(view: str, actor: Actor) -> ColumnElement[bool]:
    if view == "mine":
        return and_(c.agent_id == actor.id, c.status == "open")
    if view == "unassigned":
        return and_(c.controller.in_(("queue", "silent_seat")), c.status == "open")
    if view == "snoozed":
        return c.status == "snoozed"
    if view == "resolved":
        return c.status == "resolved"
    return c.status == "open"


def _conditions(filter_: Filter, actor: Actor) -> list[ColumnElement[bool]]:
    conditions = [readable_by(actor), _view(filter_.view, actor)]
    if filter_.queue_id:
        conditions.append(c.queue_id == filter_.queue_id)
    if filter_.channel:
        conditions.append(c.channel == filter_.channel)
    if filter_.priority is not None:
        conditions.append(c.priority == filter_.priority)
    if filter_.label_id:
        cl = conversation_label_table.c
        conditions.append(exists().where(cl.conversation_id == c.id, cl.label_id == filter_.label_id))
    if filter_.q:
        m = message_table.c
        pattern = _like(filter_.q)
        conditions.append(
            or_(
                c.customer_name.ilike(pattern, escape="\\"),
                exists().where(m.conversation_id == c.id, m.text.ilike(pattern, escape="\\")),
            )
        )
    return conditions


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _rows() -> Select[Any]:
    labels = (
        select(
            func.jsonb_agg(
                func.jsonb_build_object(
                    "id", label_table.c.id, "name", label_table.c.name, "color", label_table.c.color
                )
            )
        )
        .join(conversation_label_table, conversation_label_table.c.label_id == label_table.c.id)
        .where(conversation_label_table.c.conversation_id == c.id)
        .correlate(conversation_table)
        .scalar_subquery()
    )
    return (
        select(
            *conversation_table.c,
            queue_table.c.name.label("queue_name"),
            seat_table.c.name.label("agent_name"),
            seat_table.c.team_id.label("agent_team_id"),
            labels.label("labels"),
        )
        .join(queue_table, queue_table.c.id == c.queue_id)
        .outerjoin(seat_table, seat_table.c.agent_id == c.agent_id)
    )


def _order(sort: str) -> tuple[list[ColumnElement[Any]], bool]:
    """The keys and whether they run downwards."""
    far = func.coalesce(c.waiting_since, c.updated_at + text("interval '100 years'"))
    if sort == "oldest":
        return [c.updated_at, c.id], False
    if sort == "waiting":
        return [far, c.id], False
    if sort == "sla":
        return [func.coalesce(c.sla_due_at, c.updated_at + text("interval '100 years'")), c.id], False
    return [c.updated_at, c.id], True


@dataclass(frozen=True)
class RowPage:
    rows: Sequence[dict[str, Any]]
    next: tuple[datetime, UUID] | None


async def page(
    tx: Tx, actor: Actor, filter_: Filter, *, sort: str = "newest", after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> RowPage:  # fmt: skip
    """One page of rows the actor may read."""
    keys, down = _order(sort)
    query = _rows().add_columns(keys[0].label("sort_key")).where(*_conditions(filter_, actor))
    if after is not None:
        edge = tuple_(*keys) < after if down else tuple_(*keys) > after
        query = query.where(edge)
    query = query.order_by(*(key.desc() if down else key for key in keys)).limit(limit + 1)
    found = (await tx.execute(query)).all()
    last = found[limit - 1] if len(found) > limit else None
    return RowPage([wire(row) for row in found[:limit]], (last.sort_key, last.id) if last else None)


async def counts(tx: Tx, actor: Actor) -> dict[str, Any]:
    """How many rows each view holds for the actor, and who waits per queue. Resolved: the last 24 hours."""
    since = tx.now - timedelta(days=1)
    query = select(
        *(
            func.count()
            .filter(
                _view(view, actor)
                if view != "resolved"
                else and_(c.status == "resolved", c.resolved_at > since)
            )
            .label(view)
            for view in VIEWS
        )
    ).where(readable_by(actor), or_(c.status != "resolved", c.resolved_at > since))
    row = (await tx.execute(query)).one()
    waiting = await tx.execute(
        select(c.queue_id, func.count().label("waiting"))
        .where(readable_by(actor), c.controller == "queue", c.status == "open")
        .group_by(c.queue_id)
    )
    return {
        **{view: getattr(row, view) for view in VIEWS},
        "queues": [{"queue_id": str(r.queue_id), "waiting": r.waiting} for r in waiting.all()],
    }


async def by_ids(tx: Tx, ids: Sequence[UUID], actor: Actor | None = None) -> list[dict[str, Any]]:
    """Rows by id; with an actor, only those the actor may read."""
    query = _rows().where(c.id.in_(ids))
    if actor is not None:
        query = query.where(readable_by(actor))
    return [wire(row) for row in (await tx.execute(query)).all()]


async def is_readable(tx: Tx, conversation_id: UUID, actor: Actor) -> bool:
    """Whether the actor may read this conversation."""
    query = select(c.id).where(c.id == conversation_id, readable_by(actor))
    return (await tx.execute(query)).first() is not None


def iso(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


def wire(row: Row[Any]) -> dict[str, Any]:
    """A row as the API and the sockets show it."""
    sla = None
    if row.sla_kind is not None:
        sla = {"kind": row.sla_kind, "due_at": iso(row.sla_due_at), "missed": row.sla_missed_at is not None}
    return {
        "id": str(row.id),
        "customer": {
            "id": str(row.customer_id), "name": row.customer_name, "verified": row.customer_verified,
        },
        "channel": row.channel,
        "account": row.account,
        "queue": {"id": str(row.queue_id), "name": row.queue_name},
        "controller": row.controller,
        "status": row.status,
        "agent": {"id": str(row.agent_id), "name": row.agent_name} if row.agent_id else None,
        "priority": PRIORITIES[row.priority],
        "labels": row.labels or [],
        "last_message": row.last_message,
        "last_seq": row.last_seq,
        "unread": row.unread,
        "waiting_since": iso(row.waiting_since),
        "opened_at": iso(row.opened_at),
        "updated_at": iso(row.updated_at),
        "resolved_at": iso(row.resolved_at),
        "snoozed_until": iso(row.snoozed_until),
        "sla": sla,
        "customer_read_seq": row.customer_read_seq,
        "customer_delivered_seq": row.customer_delivered_seq,
        "agent_read_seq": row.agent_read_seq,
        "version": row.version,
    }  # fmt: skip
