"""Timers that give way to whoever holds what they ask for."""

from sqlalchemy import text

from tandem.kit.db.transaction import Tx
from tandem.kit.timers.loop import DueTimer, TimerHandler

_PATIENCE = text("SET LOCAL lock_timeout = '100ms'")


def giving_way(handler: TimerHandler) -> TimerHandler:
    """A firing timer has its own row locked and asks for others; whoever holds those may be about to cancel
    that very timer. The timer gives way (and comes again at once): no deadlock, and nobody who waits for one
    to be found."""

    async def handle(tx: Tx, timer: DueTimer) -> None:
        await tx.execute(_PATIENCE)
        await handler(tx, timer)

    return handle
