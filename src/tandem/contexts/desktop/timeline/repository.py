"""All SQL of timelines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, Uuid, any_, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert

from tandem.contexts.conversations import api as conversations
from tandem.contexts.desktop.models import timeline_entry_table
from tandem.contexts.desktop.rules.noting import Line
from tandem.kit.db import Tx
from tandem.kit.events import event_table

c = conversations.tables.conversation.c
_ADD = insert(timeline_entry_table).on_conflict_do_nothing(index_elements=["id"])
_CUSTOMERS_OF = select(c.id, c.customer_id).where(
    c.id == any_(bindparam("conversation_ids", type_=ARRAY(Uuid)))
)

# Each subject's own newest lines by its index, then the newest of those: no subject's past is ever sorted.
_PAGE = text(
    """
    SELECT found.* FROM unnest(:subjects) AS whose(subject) CROSS JOIN LATERAL (
      SELECT id, at, kind, ref, actor, data FROM timeline_entry
      WHERE subject = whose.subject AND (at, id) < (:at, :id) AND split_part(kind, '.', 1) = ANY(:groups)
      ORDER BY at DESC, id DESC LIMIT :limit
    ) AS found ORDER BY at DESC, id DESC LIMIT :limit
    """
).bindparams(
    bindparam("subjects", type_=ARRAY(Text)),
    bindparam("groups", type_=ARRAY(Text)),
    bindparam("at", type_=timeline_entry_table.c.at.type),
    bindparam("id", type_=timeline_entry_table.c.id.type),
)
NEWEST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))

_EVENTS = (
    select(event_table)
    .where(event_table.c.id > bindparam("after"), event_table.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(event_table.c.id)
    .limit(bindparam("count"))
)
# Of conversations that no event tells of: a history that was taken in.
_TELL_SILENT = """
    WITH told AS (
      SELECT id, customer_id, channel, status, opened_at, resolved_at FROM conversation WHERE %s
    ), silent AS (
      SELECT * FROM told WHERE NOT EXISTS (
        SELECT FROM event WHERE event.subject_id = told.id AND event.kind = 'conversations.opened')
    ), added AS (
      INSERT INTO timeline_entry (id, subject, at, kind, ref, data)
      SELECT md5('contact.opened:' || id)::uuid, 'customer:' || customer_id, opened_at, 'contact.opened',
             'conversation:' || id, jsonb_build_object('channel', channel) FROM silent
      UNION ALL
      SELECT md5('contact.resolved:' || id)::uuid, 'customer:' || customer_id, resolved_at, 'contact.resolved',
             'conversation:' || id, '{}' FROM silent WHERE status = 'resolved' AND resolved_at IS NOT NULL
      ON CONFLICT (id) DO NOTHING
    )
    SELECT count(*) AS seen, (SELECT id FROM told ORDER BY id DESC LIMIT 1) AS last FROM told
"""
_TAKEN_IN = text(_TELL_SILENT % "id > :after ORDER BY id LIMIT :count").bindparams(
    bindparam("after", type_=c.id.type)
)
_TAKEN_IN_OF = text(_TELL_SILENT % "customer_id = ANY(:customer_ids)").bindparams(
    bindparam("customer_ids", type_=ARRAY(Uuid))
)


@dataclass(frozen=True)
class Entry:
    id: UUID
    at: datetime
    kind: str
    ref: str | None
    actor: str | None
    data: dict[str, Any]


async def add(tx: Tx, lines: Iterable[tuple[str, Line]]) -> None:
    """Write lines, each with its subject; those that are there stay as they are."""
    rows = [
        {
            "id": line.id, "subject": subject, "at": line.at, "kind": line.kind, "ref": line.ref,
            "actor": line.actor, "data": dict(line.data),
        }
        for subject, line in lines
    ]  # fmt: skip
    if rows:
        await tx.execute(_ADD, rows[0] if len(rows) == 1 else rows)


async def page(
    tx: Tx, subjects: Sequence[str], groups: Sequence[str], before: tuple[datetime, UUID] | None, limit: int
) -> list[Entry]:
    """The newest lines of these subjects before a place, newest first."""
    at, id_ = before or NEWEST
    asked = {"subjects": list(subjects), "groups": list(groups), "at": at, "id": id_, "limit": limit}
    return [Entry(**row._mapping) for row in (await tx.execute(_PAGE, asked)).all()]


async def customers_of(tx: Tx, conversation_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Whose conversations these are."""
    rows = await tx.execute(_CUSTOMERS_OF, {"conversation_ids": list(conversation_ids)})
    return {row.id: row.customer_id for row in rows}


async def events(tx: Tx, after: int, kinds: Sequence[str], count: int) -> Sequence[Row[Any]]:
    """Events as they were stored, in order."""
    return (await tx.execute(_EVENTS, {"after": after, "kinds": list(kinds), "count": count})).all()


async def take_in(tx: Tx, after: UUID, count: int) -> tuple[int, UUID | None]:
    """Lines for the next conversations by id that have no events; how many were looked at, and the last."""
    row = (await tx.execute(_TAKEN_IN, {"after": after, "count": count})).one()
    return row.seen, row.last


async def take_in_of(tx: Tx, customer_ids: Sequence[UUID]) -> int:
    """The same for all conversations of these customers; how many were looked at."""
    row = (await tx.execute(_TAKEN_IN_OF, {"customer_ids": list(customer_ids)})).one()
    return int(row.seen)
