"""How often one may try: sending codes costs money and annoys, guessing them opens somebody's account."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

By = Literal["phone", "session", "address"]

CODE_DIGITS = 6
CODE_LIVES = timedelta(minutes=5)
TRIES = 5
"""Wrong codes before a code is worth nothing, and wrong answers of any kind before a lock."""
RESEND_AFTER = timedelta(seconds=60)
FAILURE_WINDOW = timedelta(minutes=15)
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=8)
MEMORY = timedelta(hours=24)
"""What is older is forgotten, and with it the doubling of locks."""


@dataclass(frozen=True)
class Limit:
    """At most `count` codes asked for within `window`, counted `by` what they have in common."""

    by: By
    count: int
    window: timedelta


SENDING = (
    Limit("phone", 1, RESEND_AFTER),
    Limit("phone", 5, timedelta(hours=1)),
    Limit("phone", 10, MEMORY),
    Limit("session", 5, timedelta(minutes=10)),
    Limit("session", 15, MEMORY),
    # Many people share an address (a carrier's, an office's): it stops floods, not customers.
    Limit("address", 30, timedelta(hours=1)),
    Limit("address", 200, MEMORY),
)
FAILURES: dict[By, int] = {"phone": TRIES, "session": TRIES, "address": 30}
"""Wrong answers within the window that lock; an address many share is locked late."""


@dataclass(frozen=True)
class Tried:
    """Something asked for or tried before, and what it has in common with the present attempt."""

    at: datetime
    kind: Literal["sent", "wrong", "proven"]
    same: frozenset[By]


def may_send_from(tried: Sequence[Tried], now: datetime) -> tuple[datetime, Limit] | None:
    """When the next code may be asked for, and the limit that says so; None: now. `tried` ascending."""
    latest: tuple[datetime, Limit] | None = None
    for limit in SENDING:
        sent = [one.at for one in tried if one.kind == "sent" and limit.by in one.same]
        if len(sent) < limit.count:
            continue
        free = sent[-limit.count] + limit.window
        if free > now and (latest is None or free > latest[0]):
            latest = free, limit
    return latest


def locked_until(tried: Sequence[Tried], now: datetime) -> datetime | None:
    """When the lock that wrong answers caused ends; None when there is none. A proof forgives what was wrong before it
    on the same phone and in the same session, but not at the same address."""
    ends = [_lock(_failures(tried, by), FAILURES[by], now) for by in FAILURES]
    return max((end for end in ends if end is not None), default=None)


def tries_left(tried: Sequence[Tried], now: datetime) -> int:
    """Wrong answers that are still free before a lock, on this phone and in this session."""
    since = now - FAILURE_WINDOW
    wrong = max(sum(at > since for at in _failures(tried, by)) for by in ("phone", "session"))
    return max(0, TRIES - wrong)


def _failures(tried: Sequence[Tried], by: By) -> list[datetime]:
    found: list[datetime] = []
    for one in tried:
        if by not in one.same:
            continue
        if one.kind == "wrong":
            found.append(one.at)
        elif one.kind == "proven" and by != "address":
            found.clear()
    return found


def _lock(failures: Iterable[datetime], most: int, now: datetime) -> datetime | None:
    """`most` failures within the window lock for a quarter of an hour; every further lock lasts twice as long."""
    recent: deque[datetime] = deque()
    until: datetime | None = None
    length = FIRST_LOCK
    for at in failures:
        if at <= now - MEMORY or (until is not None and at < until):
            continue
        recent.append(at)
        while recent[0] <= at - FAILURE_WINDOW:
            recent.popleft()
        if len(recent) >= most:
            until = at + length
            length = min(length * 2, LONGEST_LOCK)
            recent.clear()
    return until if until is not None and until > now else None
