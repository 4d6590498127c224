"""The rows of the desk's lists: what an actor may read, by view, filter and order, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    tuple_,
)

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.models import (
    conversation_label_table,
    conversation_table,
    label_table,
    mention_table,
    queue_table,
    seat_table,
)
from tandem.contexts.conversations.repository.readable import (
    READER_ID,
    readable_by,
    readable_in,
    reader,
    scope_of,
)
from tandem.contexts.conversations.repository.searching import contains, labelled
from tandem.contexts.conversations.views import PRIORITIES
from tandem.kit.db import Tx

c, n = conversation_table.c, mention_table.c
VIEWS = ("mine", "mentioned", "unassigned", "all", "snoozed", "resolved")


@dataclass(frozen=True)
class Filter:
    view: str = "all"
    queue_id: UUID | None = None
    channel: str | None = None
    label_id: UUID | None = None
    priority: int | None = None
    q: str | None = None
    agent_id: UUID | None = None
    controller: str | None = None


def _view(view: str, agent_id: Any) -> ColumnElement[bool]:
    if view == "mine":
        return and_(c.agent_id == agent_id, c.status == "open")
    if view == "mentioned":
        # What one was asked about stays until it is over, and until one has looked.
        asked = select(n.conversation_id).where(n.agent_id == agent_id)
        return or_(and_(c.status != "resolved", c.id.in_(asked)), c.id.in_(asked.where(n.seen_at.is_(None))))
    if view == "unassigned":
        return and_(c.controller.in_(("queue", "silent_seat")), c.status == "open")
    if view == "snoozed":
        return c.status == "snoozed"
    if view == "resolved":
        return c.status == "resolved"
    return c.status == "open"


def _conditions(filter_: Filter, actor: Actor) -> list[ColumnElement[bool]]:
    conditions = [readable_by(actor, few=filter_.view != "resolved"), _view(filter_.view, actor.id)]
    if filter_.queue_id:
        conditions.append(c.queue_id == filter_.queue_id)
    if filter_.channel:
        began = c.channel == filter_.channel
        if filter_.view != "resolved":  # what is over is found by where it began, which is indexed
            began = or_(and_(began, c.leg_channel.is_(None)), c.leg_channel == filter_.channel)
        conditions.append(began)
    if filter_.agent_id:
        conditions.append(c.agent_id == filter_.agent_id)
    if filter_.controller:
        conditions.append(c.controller == filter_.controller)
    if filter_.priority is not None:
        conditions.append(c.priority == filter_.priority)
    return conditions


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


# Built once: whatever happens to a conversation, its row is read for the desks.
_ROWS = _rows()
_ROWS_BY_ID = _ROWS.where(c.id.in_(bindparam("ids", expanding=True)))


def _order(filter_: Filter, sort: str) -> tuple[list[ColumnElement[Any]], bool]:
    """The keys and whether they run downwards. In what is resolved nobody waits and no clock runs."""
    if sort == "oldest":
        return [c.updated_at, c.id], False
    if sort in ("waiting", "sla") and filter_.view != "resolved":
        far = c.updated_at + text("interval '100 years'")
        return [func.coalesce(c.waiting_since if sort == "waiting" else c.sla_due_at, far), c.id], False
    return [c.updated_at, c.id], True


@dataclass(frozen=True)
class RowPage:
    rows: Sequence[dict[str, Any]]
    next: tuple[datetime, UUID] | None


async def page(
    tx: Tx, actor: Actor, filter_: Filter, *, sort: str = "newest", after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> RowPage:  # fmt: skip
    """One page of rows the actor may read. Rows that nobody touches meanwhile come exactly once over all
    pages; one that changes may move, and is told to desks by itself."""
    keys, down = _order(filter_, sort)
    query = _ROWS.add_columns(keys[0].label("sort_key")).where(*_conditions(filter_, actor))
    if filter_.label_id:
        query = query.where(await labelled(tx, filter_.label_id))
    if filter_.q:
        query = query.where(await contains(tx, filter_.q))
    if after is not None:
        edge = tuple_(*keys) < after if down else tuple_(*keys) > after
        query = query.where(edge)
    query = query.order_by(*(key.desc() if down else key for key in keys)).limit(limit + 1)
    found = (await tx.execute(query)).all()
    last = found[limit - 1] if len(found) > limit else None
    shown = [wire(row) for row in found[:limit]]
    if filter_.view == "mentioned":
        fresh = await unseen_mentions(tx, actor, [row.id for row in found[:limit]])
        shown = [{**row, "mentioned": UUID(row["id"]) in fresh} for row in shown]
    return RowPage(shown, (last.sort_key, last.id) if last else None)


async def unseen_mentions(tx: Tx, actor: Actor, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the conversations in which the actor was mentioned and has not looked since."""
    found = await tx.execute(_UNSEEN, {"reader_id": actor.id, "ids": list(ids)})
    return set(found.scalars().all())


_UNSEEN = select(n.conversation_id).where(
    n.agent_id == READER_ID, n.seen_at.is_(None), n.conversation_id.in_(bindparam("ids", expanding=True))
)
_LIVE_VIEWS = tuple(view for view in VIEWS if view not in ("mentioned", "resolved"))


@cache
def _counts(scope: str) -> tuple[Select[Any], Select[Any]]:
    """The statements of counts, kept: every desk asks them again every second or two."""
    readable = readable_in(scope)
    per_queue = (
        select(
            c.queue_id,
            func.count().filter(c.controller == "queue").label("waiting"),
            *(func.count().filter(_view(view, READER_ID)).label(view) for view in _LIVE_VIEWS),
        )
        .where(readable, c.status != "resolved")
        .group_by(c.queue_id)
    )
    # Whatever changes a row raises updated_at: the index on it leads to what was resolved lately.
    since = bindparam("since", type_=c.updated_at.type)
    unseen = select(func.count()).where(n.agent_id == READER_ID, n.seen_at.is_(None)).scalar_subquery()
    lately = select(func.count().label("resolved"), unseen.label("mentioned")).where(
        readable, c.status == "resolved", c.updated_at > since, c.resolved_at > since
    )
    return per_queue, lately


async def counts(tx: Tx, actor: Actor) -> dict[str, Any]:
    """How many rows each view holds for the actor, and who waits per queue. Resolved: the last 24 hours.
    Mentioned: those not looked at yet."""
    per_queue, lately = _counts(scope_of(actor))
    who = reader(actor)
    rows = (await tx.execute(per_queue, who)).all()
    rest = (await tx.execute(lately, {**who, "since": tx.now - timedelta(days=1)})).one()
    return {
        **{view: sum(getattr(row, view) for row in rows) for view in _LIVE_VIEWS},
        "resolved": rest.resolved,
        "mentioned": rest.mentioned,
        "queues": [{"queue_id": str(r.queue_id), "waiting": r.waiting} for r in rows if r.waiting],
    }


async def by_ids(tx: Tx, ids: Sequence[UUID], actor: Actor | None = None) -> list[dict[str, Any]]:
    """Rows by id; with an actor, only those the actor may read."""
    query = _ROWS_BY_ID
    if actor is not None:
        query = query.where(readable_by(actor, few=True))
    return [wire(row) for row in (await tx.execute(query, {"ids": list(ids)})).all()]


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
        "channel": row.leg_channel or row.channel,
        "began_in": row.channel,
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
