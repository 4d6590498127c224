"""Retelling: timelines made again from what is stored, for what happened before they were kept, or was taken in."""

from collections.abc import Callable
from uuid import UUID

from tandem.contexts.desktop.rules.noting import KINDS, line_of
from tandem.contexts.desktop.timeline import repository
from tandem.contexts.desktop.timeline.actions.noting import with_subjects
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
            told = [line_of(Recorded(**row._mapping)) for row in found]
            await repository.add(tx, await with_subjects(tx, [line for line in told if line is not None]))
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
