"""When something may be sent, and when to try again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

MAX_ATTEMPTS = 20
"""After so many tries a message is a dead letter, for a person to look at: 2 h 10 min of an outage."""
MAX_TAKE_IN = 8
"""After so many tries, 10 min 35 s, an event is taken in without the files that cannot be had, or is held: what its
sender wrote after it waits so long."""
_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(minutes=10)
_LONGEST_ASKED = timedelta(hours=1)
_PUT_OFF = timedelta(minutes=1)
_STALE_TURN = timedelta(seconds=5)
WINDOW_CLOSED = "window_closed"
"""Why something is held (the bot's) or has failed (a person's) that the reply window does not let out. What is held is
freed by the customer's next message."""
UNCERTAIN_AFTER = timedelta(minutes=2)
"""A sending that began so long ago and has no end was cut off by a crash."""


def again_at(
    now: datetime, attempts: int, after: timedelta | None, most: int = MAX_ATTEMPTS
) -> datetime | None:
    """When to try again after `attempts` tries (5 s, then twice as long each time, at most 10 min; never sooner than
    the channel asked, if it asked for an hour or less); None: give up, after `most` tries."""
    if attempts >= most:
        return None
    wait: timedelta = min(_FIRST * 2 ** min(10, max(0, attempts - 1)), _LONGEST)
    return now + max(wait, min(after or timedelta(0), _LONGEST_ASKED))


def put_off_until(now: datetime, at: datetime) -> datetime:
    """Until when an account that does not answer is left alone by all its conversations, when the one that found out
    tries again at `at`. At most a minute: one message that never goes through must not stop the others."""
    return min(at, now + _PUT_OFF)


def turn_to_use(now: datetime, turn_at: datetime | None) -> datetime | None:
    """The turn that a part has taken, unless it passed unused (an outage, a pause): else all that waited would go at
    once when it is over. A job may be a few seconds late and keeps its turn: it would never get one otherwise."""
    return turn_at if turn_at is not None and turn_at > now - _STALE_TURN else None


def state_of_message(parts: Sequence[str]) -> str:
    """How far a message came whose parts are in these states: as far as the part that is least far; one that failed, or
    was given up, fails it."""
    if any(state in ("failed", "dropped") for state in parts):
        return "failed"
    least = min((_ORDER.index("queued" if state == "held" else state) for state in parts), default=2)
    return "queued" if least < 2 else _ORDER[least]


_ORDER = ("queued", "sending", "sent", "delivered", "read")


def moves_to(state: str, reported: str) -> bool:
    """Whether a receipt changes a sent message: forward only, whatever the order in which receipts come. A failure
    counts until it is known that the customer has it."""
    if reported == "failed":
        return state in ("sending", "sent")
    if state == "failed":
        return reported in ("delivered", "read")
    return state in _ORDER and _ORDER.index(reported) > _ORDER.index(state)
