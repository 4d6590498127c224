"""Noting: something happened that a customer's timeline tells."""

from collections.abc import Collection, Sequence
from uuid import UUID

from tandem.contexts.customers import api as customers
from tandem.contexts.desktop.rules.noting import Line, line_of
from tandem.contexts.desktop.timeline import repository
from tandem.kit.db import Database, Tx
from tandem.kit.events import Recorded

CUSTOMER_TOPIC = "customer:"


async def note(db: Database, event: Recorded) -> None:
    """Write the event's line, once, and tell the screens that show the person."""
    await note_all(db, [event])


async def note_all(db: Database, events: Sequence[Recorded]) -> None:
    """The same of several events."""
    lines = [line for line in map(line_of, events) if line is not None]
    if not lines:
        return
    async with db.transaction() as tx:
        await tx.may_be_late()
        found = await with_subjects(tx, lines)
        await repository.add(tx, found)
        # Told again when the event comes again: hearing it twice does no harm.
        for person in await _persons(tx, {subject for subject, _ in found}):
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


async def _persons(tx: Tx, subjects: Collection[str]) -> set[UUID]:
    """Whose screens these subjects are on."""
    told = [subject.partition(":") for subject in subjects]
    ids = [UUID(id_) for about, _, id_ in told if about != "borrower"]
    persons = set((await customers.canonicals(tx, ids)).values()) if ids else set()
    for about, _, number in told:
        owner = await customers.by_borrower(tx, number) if about == "borrower" else None
        if owner is not None:
            persons.add(owner.id)
    return persons
