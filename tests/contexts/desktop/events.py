"""What jobs would do with the events that happened: each is told to the timelines."""

from sqlalchemy import select

from tandem.contexts.desktop.rules.noting import KINDS
from tandem.contexts.desktop.timeline.actions.noting import note, note_all
from tandem.kit.db import Database
from tandem.kit.events import Recorded, event_table


async def happened(db: Database) -> list[Recorded]:
    """The events that timelines listen to, in order."""
    async with db.transaction() as tx:
        query = select(event_table).where(event_table.c.kind.in_(KINDS)).order_by(event_table.c.id)
        return [Recorded(**row._mapping) for row in (await tx.execute(query)).all()]


async def tell(db: Database) -> int:
    """Tell all of them; how many there were."""
    events = await happened(db)
    for event in events:
        await note(db, event)
    return len(events)


async def tell_together(db: Database) -> int:
    """The same, all at once."""
    events = await happened(db)
    await note_all(db, events)
    return len(events)
