"""What a gateway's answer means."""

from datetime import timedelta
from typing import Any

import orjson

from tandem.adapters.sms_http.settings import Codes
from tandem.contexts.channels.ports import SendLater, SendRefused, Sent

_ID_CHARS, _CODE_CHARS = 200, 60
_FORBIDDEN = (401, 403)
_BUSY = (408, 425, 429)


def outcome(status: int, body: bytes, codes: Codes, retry_after: str | None = None) -> Sent:
    """What the vendor's code says counts most, then the status. Raises SendRefused for what will never go, SendLater
    for everything that is not understood: an answer that nobody can read must not lose a message."""
    told = _object(body)
    code = _short(told.get("code"), _CODE_CHARS)
    known = code.casefold()
    if known in codes.blocked:
        raise SendRefused("recipient_refused", code)
    if known in codes.refused:
        raise SendRefused("gateway_refused", code)
    if known in codes.later or status in _BUSY:
        raise SendLater("gateway_busy", code or str(status), after=_after(retry_after))
    if status in _FORBIDDEN:
        raise SendLater("gateway_login", code or str(status))
    if 400 <= status < 500:
        raise SendRefused("gateway_refused", code or str(status))
    if not 200 <= status < 300:
        raise SendLater("gateway_away", code or str(status), after=_after(retry_after))
    if known and known not in codes.accepted:
        raise SendLater("gateway_code", code)
    id_ = _short(told.get("id"), _ID_CHARS)
    if not id_:
        raise SendLater("gateway_answer", "no id")
    return Sent(id_)


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _short(value: object, limit: int) -> str:
    """An id or a code as text; nothing for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    text = str(value).strip()
    return text if len(text) <= limit and text.isprintable() else ""


def _after(header: str | None) -> timedelta | None:
    """Retry-After in seconds; the frame takes an hour at most."""
    if header is None or not header.isascii() or not header.isdigit() or len(header) > 6:
        return None
    return timedelta(seconds=int(header))
