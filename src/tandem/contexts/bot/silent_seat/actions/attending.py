"""Being at the silent seat: a row with since and until, kept alive by the person's screen."""

from datetime import timedelta
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions
from tandem.contexts.bot.silent_seat.draft import Person
from tandem.contexts.bot.silent_seat.errors import SilentSeatOff
from tandem.contexts.bot.silent_seat.events import SilentSeatChanged
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.bot.silent_seat.repository import seats
from tandem.kit.db import Tx
from tandem.kit.timers import DueTimer

SEAT_LOST = "bot.silent_seat_lost"
LOST_AFTER = timedelta(seconds=30)
"""Without a sign of life for so long the person is gone; drafts run out of time sooner."""

# A timer this late tells that the platform was away, not the person.
_LATE = timedelta(seconds=20)


async def sit_down(tx: Tx, seat: SilentSeat, actor: Actor) -> None:
    """The person takes drafts from now on. Again: a sign of life. Raises Forbidden, SilentSeatOff."""
    actor.require(permissions.DRAFTS_DECIDE)
    if not seat.on:
        raise SilentSeatOff()
    if actor.id is None:
        return
    if await seats.sit_down(tx, Person(actor.id, actor.name)):
        _tell(tx, actor.id, actor.name, actor.label, present=True)
    await still_there(tx, actor.id)


async def get_up(tx: Tx, actor: Actor, reason: str = "left") -> None:
    """The person takes no more drafts. Not there: nothing happens."""
    if actor.id is not None:
        await _leave(tx, actor.id, reason, actor.label)


async def still_there(tx: Tx, staff_id: UUID) -> None:
    """The person's screen is alive. Nothing happens for somebody who does not sit at the silent seat."""
    if await seats.seen(tx, staff_id):
        await tx.schedule(SEAT_LOST, staff_id, tx.now + LOST_AFTER)


async def seat_lost(tx: Tx, timer: DueTimer) -> None:
    """Timer: nothing was heard of the person for long."""
    if tx.now - timer.due_at > _LATE:
        await still_there(tx, timer.subject_id)
        return
    await _leave(tx, timer.subject_id, "connection_lost", "system:silent_seat")


async def _leave(tx: Tx, staff_id: UUID, reason: str, by: str) -> None:
    name = await seats.get_up(tx, staff_id, reason)
    if name is None:
        return
    await tx.cancel(SEAT_LOST, staff_id)
    _tell(tx, staff_id, name, by, present=False, reason=reason)


def _tell(tx: Tx, staff_id: UUID, name: str, by: str, *, present: bool, reason: str | None = None) -> None:
    tx.emit(SilentSeatChanged(subject_id=staff_id, actor=by, present=present, name=name, reason=reason))
