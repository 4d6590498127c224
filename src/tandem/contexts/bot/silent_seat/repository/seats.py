"""Who sits at the silent seat."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.bot.silent_seat.draft import Person
from tandem.contexts.bot.silent_seat.models import silent_seat_table
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

s = silent_seat_table.c
_PRESENT = s.until.is_(None)
_WHO = select(s.staff_id, s.name).where(_PRESENT).order_by(s.since)


async def sit_down(tx: Tx, person: Person) -> bool:
    """Begin a row; False when the person sits there already."""
    statement = (
        insert(silent_seat_table)
        .values(id=new_id(), staff_id=person.id, name=person.name, since=tx.now, last_seen_at=tx.now)
        .on_conflict_do_nothing(index_elements=["staff_id"], index_where=text("until IS NULL"))
        .returning(s.id)
    )
    return (await tx.execute(statement)).first() is not None


async def get_up(tx: Tx, staff_id: UUID, reason: str) -> str | None:
    """End the row; the person's name, None when nobody sat there."""
    row = (
        await tx.execute(
            update(silent_seat_table)
            .where(s.staff_id == staff_id, _PRESENT)
            .values(until=tx.now, end_reason=reason)
            .returning(s.name)
        )
    ).one_or_none()
    return row.name if row else None


async def seen(tx: Tx, staff_id: UUID) -> bool:
    """Note a sign of life; False when the person does not sit there."""
    result = await tx.execute(
        update(silent_seat_table).where(s.staff_id == staff_id, _PRESENT).values(last_seen_at=tx.now)
    )
    return bool(result.rowcount)


async def present(tx: Tx) -> list[Person]:
    """Who sits there now, longest first."""
    rows = await tx.execute(_WHO)
    return [Person(row.staff_id, row.name) for row in rows.all()]


async def since(tx: Tx, staff_id: UUID) -> datetime | None:
    """From when the person has sat there; None when they do not."""
    query = select(s.since).where(s.staff_id == staff_id, _PRESENT)
    return (await tx.execute(query)).scalar_one_or_none()
