"""Ending sessions, and telling the sockets."""

from collections.abc import Sequence
from uuid import UUID

from tandem.contexts.access.actors import Actor
from tandem.contexts.access.events import SessionEnded
from tandem.contexts.access.repository import sessions
from tandem.kit.db import Tx


async def end_sessions(
    tx: Tx, actor: Actor, staff_id: UUID, reason: str, *, only: UUID | None = None, but: UUID | None = None
) -> Sequence[UUID]:
    """End a person's sessions (all, one, or all but one); returns which ended."""
    ended = await sessions.end(tx, staff_id, reason, only=only, but=but)
    if ended:
        tx.emit(SessionEnded(subject_id=staff_id, actor=actor.label, session_ids=list(ended), reason=reason))
    return ended
