"""A draft that nobody needs any more: the conversation left the silent seat by another door."""

from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.silent_seat.actions.guarding import locked
from tandem.contexts.bot.silent_seat.actions.settling import settle
from tandem.contexts.bot.silent_seat.repository import drafts
from tandem.kit.db import Database
from tandem.kit.events import Recorded

_SYSTEM = Actor.system("silent_seat")


async def withdraw(db: Database, event: Recorded) -> None:
    """Job: the customer wrote on, an agent took the conversation, it was resolved. What the people at the
    silent seat decided is settled already, and what waits there again is another draft. Safe to run twice."""
    assert event.subject_id is not None
    conversation_id: UUID = event.subject_id
    async with db.transaction() as tx:
        draft = await drafts.waiting_of(tx, conversation_id)
        if draft is None:
            return
        found = await locked(tx, draft)
        if found.draft.waiting and not found.open:
            await settle(tx, found.draft, "withdrawn", _SYSTEM, why=str(event.data["reason"]))
