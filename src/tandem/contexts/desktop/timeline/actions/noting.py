"""Noting: something happened that a customer's timeline tells."""

from collections.abc import Sequence
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
        found = await with_subjects(tx, [line])
        await repository.add(tx, found)
        # Told again when the event comes again: hearing it twice does no harm.
        for subject, _ in found:
            for person in await _persons(tx, subject):
                tx.notify(f"{CUSTOMER_TOPIC}{person}", "customer_changed", {})


async def with_subjects(tx: Tx, lines: Sequence[Line]) -> list[tuple[str, Line]]:
    """Whose timelines the lines belong to, in one question; those of conversations that nobody has (any more) are left
    out."""
    asked = {UUID(line.about[1]) for line in lines if line.about[0] == "conversation"}
    whose = await repository.customers_of(tx, asked) if asked else {}
    found = []
    for line in lines:
        about, id_ = line.about
        if about != "conversation":
            found.append((f"{about}:{id_}", line))
        elif (customer_id := whose.get(UUID(id_))) is not None:
            found.append((f"customer:{customer_id}", line))
    return found


async def _persons(tx: Tx, subject: str) -> list[UUID]:
    about, _, id_ = subject.partition(":")
    if about == "borrower":
        owner = await customers.by_borrower(tx, id_)
        return [owner.id] if owner else []
    return [await customers.canonical(tx, UUID(id_))]
