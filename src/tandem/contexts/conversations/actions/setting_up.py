"""Queues, calendars, seats and dispositions: what an administrator (or a seed) sets up."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.dialects.postgresql import insert as upsert

from tandem.contexts.conversations.models import (
    calendar_table,
    disposition_table,
    queue_table,
    seat_queue_table,
    seat_table,
)
from tandem.kit.calendar import Calendar
from tandem.kit.db import Tx
from tandem.kit.ids import new_id


async def create_calendar(tx: Tx, name: str, definition: Mapping[str, Any]) -> UUID:
    """A business calendar; the definition is checked by `Calendar.from_dict` before it is stored."""
    stored = Calendar.from_dict(dict(definition)).to_dict()
    id_ = new_id()
    await tx.execute(insert(calendar_table).values(id=id_, name=name, definition=stored, updated_at=tx.now))
    return id_


async def create_queue(
    tx: Tx,
    key: str,
    name: str,
    *,
    skills: Sequence[str] = (),
    calendar_id: UUID | None = None,
    **targets: Any,
) -> UUID:
    """A queue; `targets` are columns such as sl_target_s, sl_goal, accept_mode, accept_timeout_s."""
    id_ = new_id()
    values = {"id": id_, "key": key, "name": name, "skills": list(skills), "calendar_id": calendar_id}
    await tx.execute(insert(queue_table).values(**values, created_at=tx.now, **targets))
    return id_


async def create_seat(
    tx: Tx,
    agent_id: UUID,
    name: str,
    *,
    queue_ids: Sequence[UUID],
    skills: Sequence[str] = (),
    capacity: int = 5,
    auto_accept: bool = False,
    team_id: UUID | None = None,
    team_name: str | None = None,
) -> None:
    """Give a member of staff a seat, or change it: the queues served, skills, capacity (0–100)."""
    values = {
        "name": name, "team_id": team_id, "team_name": team_name, "skills": list(skills), "capacity": capacity,
        "auto_accept": auto_accept,
    }  # fmt: skip
    await tx.execute(
        upsert(seat_table)
        .values(agent_id=agent_id, state_since=tx.now, **values)
        .on_conflict_do_update(index_elements=["agent_id"], set_=values)
    )
    await tx.execute(delete(seat_queue_table).where(seat_queue_table.c.agent_id == agent_id))
    if queue_ids:
        await tx.execute(
            insert(seat_queue_table),
            [{"agent_id": agent_id, "queue_id": id_} for id_ in dict.fromkeys(queue_ids)],
        )


async def create_disposition(
    tx: Tx, code: str, name: str, name_en: str, *, parent_id: UUID | None = None, position: int = 0
) -> UUID:
    """A wrap-up reason, under another one or at the top."""
    id_ = new_id()
    await tx.execute(
        insert(disposition_table).values(
            id=id_, code=code, name=name, name_en=name_en, parent_id=parent_id, position=position
        )
    )
    return id_
