"""Money that arrived: how much of it goes into the ledger, how much goes back, and when to look again."""

from datetime import datetime, timedelta

from tandem.contexts.selfservice.order import Purpose

OPEN_FOR = timedelta(minutes=30)
"""How long a cashier page can be paid at."""
_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(minutes=5)


def split(purpose: Purpose, asked_fen: int, paid_fen: int) -> tuple[int, int]:
    """(what to book, what to give back) of a payment. Nothing is booked beyond what was asked for; a settlement or a
    prepayment is booked whole or not at all; part of a repayment is a repayment."""
    if purpose != "repay" and paid_fen < asked_fen:
        return 0, paid_fen
    booked = min(asked_fen, paid_fen)
    return booked, paid_fen - booked


def next_look(looks: int, now: datetime) -> datetime:
    """5 s, 10 s, 20 s … at most 5 minutes apart: a lost notice is found soon, a long outage is not hammered at."""
    return now + min(_LONGEST, _FIRST * (1 << min(looks, 10)))


def yuan(fen: int) -> str:
    """1,234.56, to the fen however much it is. Not negative."""
    return f"{fen // 100:,}.{fen % 100:02}"
