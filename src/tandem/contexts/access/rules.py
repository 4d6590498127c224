"""Pure decisions: names, passwords, locks, expiry."""

import re
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
PASSWORD_MIN, PASSWORD_MAX = 10, 128

FAILURES_TO_LOCK = 5
FAILURE_WINDOW = timedelta(minutes=15)
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=8)
MEMORY = timedelta(hours=24)
"""Failures older than this are forgotten, and with them the doubling of locks."""


def normalise_username(text: str) -> str:
    """How names are kept and compared: trimmed, lower case."""
    return text.strip().lower()


def username_fault(username: str) -> str | None:
    """Catalogue key of what is wrong with a (normalised) user name; None when it is fine."""
    return None if USERNAME.fullmatch(username) else "access.username.pattern"


def password_fault(password: str, *, username: str, name: str = "") -> str | None:
    """Catalogue key of what is wrong with a new password; None when it is fine. Length counts more than kinds
    of characters (NIST SP 800-63B-4); only plain guesses are refused."""
    if len(password) < PASSWORD_MIN:
        return "access.password.short"
    if len(password) > PASSWORD_MAX:
        return "access.password.long"
    folded = password.casefold()
    if len(set(folded)) < 5:
        return "access.password.repetitive"
    if username and (username in folded or folded in username):
        return "access.password.names_you"
    if len(name) > 1 and name.casefold() in folded:
        return "access.password.names_you"
    if any(common in folded and len(folded) - len(common) < 4 for common in COMMON) or _is_run(folded):
        return "access.password.common"
    return None


# fmt: off
COMMON = (
    "1234567890", "0123456789", "123456789", "12345678", "password", "passw0rd", "p@ssw0rd", "p@ssword",
    "qwertyuiop", "qwerty123", "1q2w3e4r5t", "1qaz2wsx3edc", "1qaz@wsx", "abc123456", "abcd1234",
    "a123456789", "woaini1314", "woaini520", "iloveyou", "admin123", "admin888", "administrator",
    "welcome123", "letmein123", "88888888", "5201314520", "tandem123", "changeme", "1234qwer",
    "qwer1234", "zxcvbnm123", "asdfghjkl",
)
# fmt: on


def _is_run(text: str) -> bool:
    """abcdefghij, 9876543210: every step is +1 or every step is -1."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return steps in ({1}, {-1})


def locked_until(failures: Iterable[datetime], now: datetime) -> datetime | None:
    """When the lock that these failures (ascending, since the last success) caused ends; None when there
    is none.

    Five failures within 15 minutes lock for 15 minutes; every further lock lasts twice as long, up to 8
    hours."""
    recent: deque[datetime] = deque()
    until: datetime | None = None
    length = FIRST_LOCK
    for at in failures:
        if at < now - MEMORY or (until is not None and at < until):
            continue
        recent.append(at)
        while recent[0] <= at - FAILURE_WINDOW:
            recent.popleft()
        if len(recent) >= FAILURES_TO_LOCK:
            until = at + length
            length = min(length * 2, LONGEST_LOCK)
            recent.clear()
    return until if until is not None and until > now else None


def session_over(
    *, expires_at: datetime, last_seen_at: datetime, ended_at: datetime | None, idle: timedelta, now: datetime
) -> bool:
    """True when a session no longer counts: ended, past its end, or idle for too long."""
    return ended_at is not None or now >= expires_at or now - last_seen_at >= idle
