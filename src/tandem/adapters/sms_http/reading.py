"""Reading what a gateway brings: delivery reports and replies."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import structlog

from tandem.contexts.channels.api import mobile_number
from tandem.contexts.channels.ports import Incoming

log = structlog.get_logger(__name__)
MAX_BYTES = 256 * 1024
_AT_ONCE = 200
_ID_CHARS, _REASON_CHARS, _TEXT_CHARS = 200, 60, 2_000
# The words of SMPP 3.4 (appendix B), which most gateways pass on, beside plain ones.
_DELIVERED = frozenset({"delivered", "delivrd"})
_FAILED = frozenset({"failed", "undeliv", "undelivered", "expired", "rejectd", "rejected", "deleted"})
_UNDERWAY = frozenset({"accepted", "acceptd", "enroute", "sent", "unknown"})
_OLDEST = datetime(2000, 1, 1, tzinfo=UTC)


class Unreadable(Exception):
    """No reports or replies; the text says what and where, without what it said."""


def read_reports(body: bytes, blocked: frozenset[str], now: datetime) -> list[Incoming]:
    """Receipts. A state that is none yet (accepted, enroute) is left out. `blocked`: the vendor's codes of recipients
    who refused. Raises Unreadable."""
    found = []
    for where, one in _items(body, "reports"):
        id_, state = _text(one, "id", where, _ID_CHARS), _text(one, "state", where, 20).casefold()
        if state not in _DELIVERED | _FAILED:
            # On its way, or a word that nobody knows: one odd report must not cost the rest of the batch.
            if state not in _UNDERWAY:
                log.warning("sms.state_unknown", state=state)
            continue
        failed = state in _FAILED
        code = _text(one, "code", where, _REASON_CHARS) if one.get("code") not in (None, "") else state
        reason = "recipient_refused" if code.casefold() in blocked else code
        event = Incoming(
            f"report:{id_}:{'failed' if failed else 'delivered'}", f"report:{id_}", _at(one, where, now),
            kind="receipt", about=id_, state="failed" if failed else "delivered",
            reason=reason if failed else None,
        )  # fmt: skip
        found.append(event)
    return found


def read_replies(body: bytes, now: datetime) -> tuple[list[Incoming], int]:
    """Messages of customers, and how many came from what is no mobile number: a machine, which nobody answers. Raises
    Unreadable."""
    found, machines = [], 0
    for where, one in _items(body, "replies"):
        id_, sender = _text(one, "id", where, _ID_CHARS), _text(one, "from", where, 40)
        text, at = one.get("text"), _at(one, where, now)
        if not isinstance(text, str):
            raise Unreadable(f"{where}.text must be a text")
        phone = mobile_number(sender)
        if phone is None or not text.strip():  # nothing to answer: a machine, or an empty text
            machines += 1
            continue
        found.append(Incoming(f"reply:{id_}", phone, at, text=text[:_TEXT_CHARS]))
    return found, machines


def _items(body: bytes, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Unreadable("no JSON") from error
    items = told.get(name) if isinstance(told, dict) else None
    if not isinstance(items, list) or not 1 <= len(items) <= _AT_ONCE:
        raise Unreadable(f"{name} must be a list of 1 to {_AT_ONCE}")
    for number, one in enumerate(items):
        if not isinstance(one, dict):
            raise Unreadable(f"{name}[{number}] must be an object")
        yield f"{name}[{number}]", one


def _text(one: dict[str, Any], key: str, where: str, limit: int) -> str:
    value = one.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= limit or not value.isprintable():
        raise Unreadable(f"{where}.{key} must be a printable text of at most {limit} characters")
    return value.strip()


def _at(one: dict[str, Any], where: str, now: datetime) -> datetime:
    """With its offset from UTC, or in whole seconds since 1970; a clock that goes fast counts as now."""
    value = one.get("at")
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            at = datetime.fromtimestamp(value, UTC)
        else:
            at = datetime.fromisoformat(value if isinstance(value, str) else "")
    except (ValueError, OverflowError, OSError) as error:
        raise Unreadable(f"{where}.at must be a moment like 2026-11-22T10:00:00+08:00") from error
    if at.tzinfo is None or not _OLDEST <= at <= now + timedelta(days=2):
        raise Unreadable(f"{where}.at needs its offset from UTC and a plausible year")
    return min(at, now).astimezone(UTC)
