"""Fillings of all portraits: what was begun, and how far it came."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from tandem.contexts.portraits.models import portrait_fill_table
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

f = portrait_fill_table.c


@dataclass(frozen=True)
class Fill:
    """`after`: the last customer of the pieces that are done."""

    id: UUID
    begun_at: datetime
    after: UUID | None
    done: int
    failed: int
    total: int
    ended_at: datetime | None


_COLUMNS = [f.id, f.begun_at, f.after, f.done, f.failed, f.total, f.ended_at]


async def newest(tx: Tx) -> Fill | None:
    row = (
        await tx.execute(select(*_COLUMNS).order_by(f.begun_at.desc(), f.id.desc()).limit(1))
    ).one_or_none()
    return Fill(**row._mapping) if row else None


async def begin(tx: Tx, total: int) -> Fill:
    fill = Fill(new_id(), tx.now, None, 0, 0, total, None)
    await tx.execute(insert(portrait_fill_table).values(id=fill.id, begun_at=fill.begun_at, total=total))
    return fill


async def note(tx: Tx, fill_id: UUID, *, after: UUID | None, done: int, failed: int, ended: bool) -> None:
    values: dict[str, Any] = {
        "done": f.done + done,
        "failed": f.failed + failed,
        "ended_at": tx.now if ended else None,
    }
    if after is not None:
        values["after"] = after
    await tx.execute(update(portrait_fill_table).where(f.id == fill_id).values(**values))
