"""When the core is asked what became of a command, and when nothing can become of it any more."""

from datetime import datetime, timedelta

LIFE = timedelta(minutes=2)
"""From the request on: later the core must not begin."""
_MARGIN = timedelta(minutes=1)
"""The clocks of two machines, and a core that began at the last moment and has not written it down yet."""
_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(minutes=5)


def next_ask(asks: int, now: datetime) -> datetime:
    """5 s, 10 s, 20 s … at most 5 minutes apart; `asks`: how often was asked before."""
    wait = timedelta(seconds=_FIRST.total_seconds() * (1 << min(asks, 10)))
    return now + min(_LONGEST, wait)


def never_begun(expires_at: datetime, now: datetime) -> bool:
    """True when a command that the core does not know by now will never be done."""
    return now > expires_at + _MARGIN
