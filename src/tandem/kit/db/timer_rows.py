"""The timer table, and the statements that set and cancel timers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, Integer, Table, Text, Uuid, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.sql import Executable

from tandem.kit.ids import new_id
from tandem.kit.metadata import metadata

PENDING = text("fired_at IS NULL AND cancelled_at IS NULL")

timer_table = Table(
    "timer",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("data", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("fired_at", DateTime(timezone=True)),
    Column("cancelled_at", DateTime(timezone=True)),
    Column("retry_at", DateTime(timezone=True)),
    Column("failures", Integer, nullable=False, server_default="0"),
    Index("uq_timer_pending", "kind", "subject_id", unique=True, postgresql_where=PENDING),
    Index("ix_timer_due", "due_at", postgresql_where=PENDING),
)


def _set_timer() -> Executable:
    statement = insert(timer_table).values(
        {name: bindparam(name) for name in ("id", "kind", "subject_id", "due_at", "data", "created_at")}
    )
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["kind", "subject_id"],
        index_where=PENDING,
        set_={
            "due_at": new.due_at,
            "data": new.data,
            "created_at": new.created_at,
            "retry_at": None,
            "failures": 0,
        },
    )


SET_TIMER = _set_timer()
"""Sets a timer, or moves the pending one of the same kind and subject; takes `timer_values`."""

FIND_TIMER = select(timer_table.c.data).where(
    timer_table.c.kind == bindparam("of_kind"), timer_table.c.subject_id == bindparam("of_subject"), PENDING
)
"""What a pending timer carries; takes of_kind, of_subject."""

CANCEL_TIMER = (
    update(timer_table)
    .where(
        timer_table.c.kind == bindparam("of_kind"),
        timer_table.c.subject_id == bindparam("of_subject"),
        PENDING,
    )
    .values(cancelled_at=bindparam("now"))
)
"""Cancels a pending timer; takes of_kind, of_subject, now."""


def timer_values(
    kind: str, subject_id: UUID, due_at: datetime, data: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    return {
        "id": new_id(), "kind": kind, "subject_id": subject_id, "due_at": due_at, "data": dict(data), "created_at": now,
    }  # fmt: skip
