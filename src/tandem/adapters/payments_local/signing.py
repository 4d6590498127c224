"""Signatures of notices: HMAC-SHA256 over the time and the body."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac

from tandem.contexts.selfservice.ports import BadNotice

HEADER = "x-tandem-pay-signature"
SKEW = timedelta(minutes=5)


def sign(key: bytes, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of a notice."""
    at = int(now.timestamp())
    return {HEADER: f"t={at},v1={_mac(key, at, body)}"}


def verify(key: bytes, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
    """Raises BadNotice: no signature, an unreadable one, an old one, another one."""
    parts = dict(part.partition("=")[::2] for part in headers.get(HEADER, "").split(","))
    try:
        at = int(parts["t"])
        given = parts["v1"]
    except (KeyError, ValueError):
        raise BadNotice("no signature") from None
    if not compare_digest(_mac(key, at, body).encode(), given.encode()):
        raise BadNotice("wrong signature")
    if abs(now.timestamp() - at) > SKEW.total_seconds():
        raise BadNotice("too old")


def _mac(key: bytes, at: int, body: bytes) -> str:
    return hmac(key, f"{at}.".encode() + body, sha256).hexdigest()
