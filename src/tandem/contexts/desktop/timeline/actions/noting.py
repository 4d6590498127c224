"""Noting: something happened that a customer's timeline tells."""

from uuid import UUID

from tandem.contexts.customers import api as customers
from tandem.contexts.desktop.rules.noting import Line, line_of
from tandem.contexts.desktop.timeline import repository
from tandem.kit.db import Database, Tx
from tandem.kit.events import Recorded

CUSTOMER_TOPIC = "customer:"


async def note(db: Database, event: Recorded) -> None:
    """Write the event's line, once, and tell the screens that show the person."""
    line = line_of(event)
    if line is None:
        return
    async with db.transaction() as tx:
        subject = await subject_of(tx, line)
        if subject is None:
            return
        await repository.add(tx, [(subject, line)])
        # Told again when the event comes again: hearing it twice does no harm.
        for person in await _persons(tx, subject):
            tx.notify(f"{CUSTOMER_TOPIC}{person}", "customer_changed", {})


async def subject_of(tx: Tx, line: Line) -> str | None:
    """Whose timeline the line belongs to; None when nobody has the conversation (any more)."""
    about, id_ = line.about
    if about != "conversation":
        return f"{about}:{id_}"
    customer_id = await repository.customer_of(tx, UUID(id_))
    return f"customer:{customer_id}" if customer_id else None


async def _persons(tx: Tx, subject: str) -> list[UUID]:
    about, _, id_ = subject.partition(":")
    if about == "borrower":
        owner = await customers.by_borrower(tx, id_)
        return [owner.id] if owner else []
    return [await customers.canonical(tx, UUID(id_))]
