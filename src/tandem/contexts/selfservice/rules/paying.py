"""Money that arrived: how much of it goes into the ledger, how much goes back, and when to look again."""

from datetime import datetime, timedelta

from tandem.contexts.selfservice.order import Purpose
from tandem.kit.calendar import Calendar

OPEN_FOR = timedelta(minutes=30)
"""How long a cashier page can be paid at."""
_TO_BOOK = timedelta(minutes=2)
"""How long before the ledger closes the cashier page does: what was paid has to be booked yet."""
_LEAST = timedelta(minutes=3)
"""Nobody is sent to a cashier page that closes sooner."""
_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(minutes=5)


def split(purpose: Purpose, asked_fen: int, paid_fen: int) -> tuple[int, int]:
    """(what to book, what to give back) of a payment. Nothing is booked beyond what was asked for; a settlement or a
    prepayment is booked whole or not at all; part of a repayment is a repayment."""
    if purpose != "repay" and paid_fen < asked_fen:
        return 0, paid_fen
    booked = min(asked_fen, paid_fen)
    return booked, paid_fen - booked


def payable_until(now: datetime, hours: Calendar | None) -> datetime | None:
    """Until when a cashier page that opens now can be paid at; None: too late (or too early) for today's hours of the
    ledger, which would give the money back. `hours` None: it books at any hour."""
    until = now + OPEN_FOR
    if hours is None:
        return until
    if not hours.is_open(now):
        return None
    closes = hours.next_close(now)
    if closes is not None:
        until = min(until, closes - _TO_BOOK)
    return until if until - now >= _LEAST else None


def next_look(looks: int, now: datetime) -> datetime:
    """5 s, 10 s, 20 s … at most 5 minutes apart: a lost notice is found soon, a long outage is not hammered at."""
    return now + min(_LONGEST, _FIRST * (1 << min(looks, 10)))
