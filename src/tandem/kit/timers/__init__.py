"""Timers: `due_at` rows. A fired timer's handler runs in the transaction that marks it fired."""

from tandem.kit.timers.giving_way import giving_way
from tandem.kit.timers.loop import DueTimer, TimerHandler, TimerLoop

__all__ = ["DueTimer", "TimerHandler", "TimerLoop", "giving_way"]
