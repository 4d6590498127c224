"""Ending one's own log-ins: on the computer one left open, on the telephone one lost."""

from uuid import UUID

from tandem.contexts.access.actions.ending_sessions import end_sessions
from tandem.contexts.access.actions.recording import record
from tandem.contexts.access.repository.sessions import LiveSession
from tandem.kit.db import Tx
from tandem.kit.errors import NotFound


async def end_own_session(tx: Tx, session: LiveSession, session_id: UUID) -> None:
    """End one of one's own log-ins, this one too. Audited. Raises NotFound "session_not_found", for somebody else's
    and for one that is over."""
    ended = await end_sessions(tx, session.actor, session.staff.id, "ended_by_owner", only=session_id)
    if not ended:
        raise NotFound("session_not_found")
    await record(tx, session.actor, "access.session_ended", f"session:{session_id}")


async def end_other_sessions(tx: Tx, session: LiveSession) -> int:
    """End all one's log-ins but this one; how many that were. Audited."""
    ended = await end_sessions(tx, session.actor, session.staff.id, "ended_by_owner", but=session.id)
    for id_ in ended:
        await record(tx, session.actor, "access.session_ended", f"session:{id_}")
    return len(ended)
