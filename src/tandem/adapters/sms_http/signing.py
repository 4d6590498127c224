"""The signature of both directions: HMAC-SHA256 over the time and the body."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

TIMESTAMP, SIGNATURE, KEY = "x-tandem-timestamp", "x-tandem-signature", "x-tandem-key"
LATE = timedelta(minutes=5)
_STAMP_CHARS = 12


def signature(secret: str, stamp: str, body: bytes) -> str:
    """In hex, over `<stamp>.<body>`. `stamp`: seconds since 1970, in UTC, as written in the header."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()


def genuine(secret: str, stamp: str, body: bytes, given: str) -> bool:
    """Compared in constant time; an account without a secret believes nobody."""
    wanted = signature(secret, stamp, body)
    return bool(secret) and hmac.compare_digest(wanted.encode(), given.strip().lower().encode())


def fresh(stamp: str, now: datetime) -> bool:
    """Whether it was signed within five minutes of now, before or after."""
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > _STAMP_CHARS:
        return False
    return abs(now.timestamp() - int(stamp)) <= LATE.total_seconds()
