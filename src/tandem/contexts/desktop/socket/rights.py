"""What the person behind a socket may see; read again whenever it may have changed."""

from dataclasses import replace
from uuid import UUID

from tandem.contexts.access.api import Actor, actor_of
from tandem.contexts.conversations.api import Reader, all_seats, find_seat
from tandem.kit.db import Database


async def rights_of(db: Database, actor: Actor) -> Reader:
    """The reader's rights as they are now: the queues served, the colleagues of the team."""
    assert actor.id is not None
    async with db.transaction() as tx:
        seat = await find_seat(tx, actor.id)
        colleagues: list[UUID] = []
        if actor.conversation_scope == "team" and actor.team_id is not None:
            colleagues = [s.agent_id for s in await all_seats(tx) if s.team_id == actor.team_id]
    queues = seat.queue_ids if seat is not None else ()
    return Reader(actor.id, actor.conversation_scope, frozenset(queues), frozenset(colleagues))


async def still_actor(db: Database, actor: Actor) -> Actor | None:
    """The same person in the same session with today's roles and team; None when deactivated."""
    assert actor.id is not None
    async with db.transaction() as tx:
        present = await actor_of(tx, actor.id)
    return replace(present, session_id=actor.session_id, locale=actor.locale) if present else None
