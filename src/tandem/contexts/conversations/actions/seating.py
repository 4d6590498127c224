"""Seats follow the staff: renamed, moved to another team, no agent any more, back again. Run as jobs after the fact."""

from uuid import UUID

from sqlalchemy import update

from tandem.contexts.access.api import Actor, permissions, staff_by_ids
from tandem.contexts.conversations.actions.handing_over import ROUTE_JOB
from tandem.contexts.conversations.actions.presence import leave_seat
from tandem.contexts.conversations.events import SeatChanged
from tandem.contexts.conversations.models import seat_table
from tandem.contexts.conversations.repository.seats import change_seat, find_seat
from tandem.kit.db import Database, Tx
from tandem.kit.events import Recorded

_SYSTEM = Actor.system("staff")
s = seat_table.c


async def follow_staff(db: Database, event: Recorded) -> None:
    """Make the person's seat say what access says now. Without a seat nothing happens."""
    assert event.subject_id is not None
    async with db.transaction() as tx:
        person = (await staff_by_ids(tx, [event.subject_id])).get(event.subject_id)
        seat = await find_seat(tx, event.subject_id)
        if person is None or seat is None:
            return
        if not person.actor().may(permissions.CONVERSATIONS_REPLY):
            # Gone, or no agent any more: whoever cannot answer must not keep customers.
            await _leave(tx, seat.agent_id, "role_lost" if person.active else "deactivated")
            return
        team = person.team
        now = (person.name, team.id if team else None, team.name if team else None, None)
        if now == (seat.name, seat.team_id, seat.team_name, seat.left_at):
            return
        await change_seat(tx, seat.agent_id, name=now[0], team_id=now[1], team_name=now[2], left_at=None)
        seat_changed(tx, seat.agent_id, _SYSTEM)


async def _leave(tx: Tx, agent_id: UUID, reason: str) -> None:
    """No more work, and everything held goes back into line, what was snoozed too: nobody would wake it."""
    await leave_seat(tx, agent_id, "offline", _SYSTEM, lambda _: True, reason=reason, line="agent_left")
    left = await tx.execute(
        update(seat_table).where(s.agent_id == agent_id, s.left_at.is_(None)).values(left_at=tx.now)
    )
    if left.rowcount:
        seat_changed(tx, agent_id, _SYSTEM)


def seat_changed(tx: Tx, agent_id: UUID, by: Actor) -> None:
    """Tell desks and boards, and let routing look what the agent can do now."""
    tx.emit(SeatChanged(subject_id=agent_id, actor=by.label))
    tx.enqueue(ROUTE_JOB, {"agent_id": str(agent_id)}, priority=10)
