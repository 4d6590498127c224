"""Retelling: timelines made again from what is stored, for what happened before they were kept, or was taken in."""

from collections.abc import Callable
from uuid import UUID

from tandem.contexts.desktop.rules.noting import KINDS, line_of
from tandem.contexts.desktop.timeline import repository
from tandem.contexts.desktop.timeline.actions.noting import subject_of
from tandem.kit.db import Database
from tandem.kit.events import Recorded

_AT_ONCE = 2000
Done = Callable[[int], None]


async def retell(db: Database, done: Done = lambda _: None) -> int:
    """Write what is missing of every timeline; how many events and conversations were looked at. May be stopped and
    begun again: the same is never written twice. `done` hears how many more were looked at."""
    return await _events(db, done) + await _taken_in(db, done)


async def _events(db: Database, done: Done) -> int:
    after = seen = 0
    while True:
        async with db.transaction() as tx:
            found = await repository.events(tx, after, KINDS, _AT_ONCE)
            lines = []
            for row in found:
                line = line_of(Recorded(**row._mapping))
                subject = await subject_of(tx, line) if line else None
                if line is not None and subject is not None:
                    lines.append((subject, line))
            await repository.add(tx, lines)
        if not found:
            return seen
        after, seen = found[-1].id, seen + len(found)
        done(len(found))


async def _taken_in(db: Database, done: Done) -> int:
    after, seen = UUID(int=0), 0
    while True:
        async with db.transaction() as tx:
            count, last = await repository.take_in(tx, after, _AT_ONCE)
        if last is None:
            return seen
        after, seen = last, seen + count
        done(count)
