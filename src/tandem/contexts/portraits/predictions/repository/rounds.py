"""Putting everybody in line after a publication: how far it is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from tandem.contexts.portraits.predictions.models import prediction_round_table
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

r = prediction_round_table.c


@dataclass(frozen=True)
class Round:
    """`after`: the last customer that was put in line."""

    id: UUID
    version: int
    begun_at: datetime
    after: UUID | None
    done: int
    total: int


async def begin(tx: Tx, version: int, total: int) -> None:
    """A new one; one under way is over: the new one begins with everybody."""
    await tx.execute(update(prediction_round_table).where(r.ended_at.is_(None)).values(ended_at=tx.now))
    await tx.execute(
        insert(prediction_round_table).values(id=new_id(), version=version, begun_at=tx.now, total=total)
    )


async def under_way(tx: Tx) -> Round | None:
    """Locked."""
    query = (
        select(r.id, r.version, r.begun_at, r.after, r.done, r.total)
        .where(r.ended_at.is_(None))
        .order_by(r.begun_at.desc())
        .limit(1)
        .with_for_update()
    )
    row = (await tx.execute(query)).one_or_none()
    return Round(**row._mapping) if row else None


async def note(tx: Tx, id_: UUID, *, after: UUID | None, done: int, ended: bool) -> None:
    await tx.execute(
        update(prediction_round_table)
        .where(r.id == id_)
        .values(after=after, done=done, ended_at=tx.now if ended else None)
    )


async def end(tx: Tx) -> None:
    """Nothing is in force: nobody is put in line any more."""
    await tx.execute(update(prediction_round_table).where(r.ended_at.is_(None)).values(ended_at=tx.now))
