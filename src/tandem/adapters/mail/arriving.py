"""From a mail to what the inbox keeps, or to why it is put aside."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import sha256

from tandem.adapters.mail.fields import Mailbox
from tandem.adapters.mail.reading.addresses import addresses
from tandem.adapters.mail.reading.authenticity import proven
from tandem.adapters.mail.reading.automatic import why_not_answered
from tandem.adapters.mail.reading.bodies import Part, body_of
from tandem.adapters.mail.reading.bounces import bounce_of
from tandem.adapters.mail.reading.opening import Unreadable, opened
from tandem.adapters.mail.reading.quoting import own_words
from tandem.adapters.mail.reading.words import header, raw_header
from tandem.adapters.mail.threading import Threads
from tandem.contexts.channels.ports import ForeignFile, Incoming
from tandem.kit.i18n import translate

_ID = re.compile(r"<([^<>\s]{1,250})>")
_REFERENCES = 12
_SUBJECT_CHARS = 200
_RE = re.compile(r"\s*(?:(?:re|aw|sv|fw|fwd|回复|回覆|答复|转发|轉寄)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.I)
Reference = Callable[[Part], str]


@dataclass(frozen=True)
class Aside:
    """A mail that is nobody's message to us. `code`: automatic.why_not_answered, or why it is unreadable."""

    code: str


def arrived(
    raw: bytes,
    box: Mailbox,
    threads: Threads,
    own: frozenset[str],
    reference: Reference,
    now: datetime,
    *,
    cut: bool = False,
) -> Incoming | Aside:
    """What a mail is to us. `reference`: by which a file of it is found again. `cut`: only its beginning was read,
    since it is too large: its files are not taken, and the conversation says so. Never raises for what they wrote."""
    try:
        return _read(opened(raw), raw, box, threads, own, reference, now, cut)
    except Unreadable as error:
        return Aside(error.code)
    except Exception:
        return Aside("malformed")


def _read(
    message: Message, raw: bytes, box: Mailbox, threads: Threads, own: frozenset[str], reference: Reference,
    now: datetime, cut: bool,
) -> Incoming | Aside:  # fmt: skip
    why = why_not_answered(message, own)
    at = _written_at(message, now)
    if why == "bounce":
        return _receipt(message, raw, box, threads, at) or Aside("bounce")
    if why is not None:
        return Aside(why)
    sender = next(iter(addresses(raw_header(message, "from"))), None)
    if sender is None:
        return Aside("no_sender")
    body = body_of(message)
    said, left_out = own_words(body.text)
    subject = header(message, "subject")[:_SUBJECT_CHARS]
    answers = [
        raw_header(message, name) for name in ("in-reply-to", "references", "to", "cc", "delivered-to")
    ]
    conversation_id = threads.named(box.account.id, answers)
    lost = "too_large" if cut else ("too_many_files" if body.more else None)
    heading = "" if answers[0] or _RE.match(subject) else subject
    # Some write the question above and nothing below.
    text = "\n\n".join(filter(None, [said or heading, _said_of(lost)]))
    files = (
        () if cut else tuple(ForeignFile(reference(one), one.name, one.content_type) for one in body.files)
    )
    if not text and not files:
        text = translate("channel.email.empty", "zh-CN")
    return Incoming(
        external_id=external_id(message, raw), sender=sender.value, at=at, text=text, files=files,
        name=sender.name or None, context=_context(message, subject), conversation_id=conversation_id,
        left_out=left_out, subject=heading or None, proven=proven(message, sender.value, box.trusted_server),
    )  # fmt: skip


def external_id(message: Message, raw: bytes) -> str:
    """The Message-ID with a mark of what was said under it: strangers use ids again, and leave them out. The same mail
    that came by two ways is the same: what servers write on top is not looked at."""
    found = _ID.search(header(message, "message-id"))
    mark = sha256()
    for name in ("from", "date", "subject"):
        mark.update(raw_header(message, name).encode("utf-8", "surrogateescape") + b"\n")
    mark.update(_after_heads(raw))
    return f"{found[1] if found else 'none'}#{mark.hexdigest()[:20]}"


def _after_heads(raw: bytes) -> bytes:
    found = re.search(rb"\r?\n\r?\n", raw)
    body = raw[found.end() :] if found else b""
    return body.replace(b"\r\n", b"\n").rstrip()


def _context(message: Message, subject: str) -> dict[str, object]:
    """What an answer needs to stand in the thread."""
    own_id = _ID.search(header(message, "message-id"))
    earlier = [one[1] for one in _ID.finditer(header(message, "references"))]
    if not earlier:
        earlier = [one[1] for one in _ID.finditer(header(message, "in-reply-to"))]
    return {
        "subject": subject, "message_id": own_id[1] if own_id else None,
        "references": earlier[-_REFERENCES:],
    }  # fmt: skip


def _said_of(lost: str | None) -> str:
    return translate(f"channel.email.{lost}", "zh-CN") if lost else ""


def _written_at(message: Message, now: datetime) -> datetime:
    """When it was written, not later than now: a wrong clock must not put it behind all others for ever."""
    try:
        told = parsedate_to_datetime(raw_header(message, "date"))
        told = told.replace(tzinfo=UTC) if told.tzinfo is None else told
        at = told.astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return now
    return min(at, now) if at.year >= 1990 else now


def _receipt(message: Message, raw: bytes, box: Mailbox, threads: Threads, at: datetime) -> Incoming | None:
    """A bounce about one of our messages; None for any other, and for a mere delay."""
    bounce = bounce_of(message)
    about = threads.sent(box.account.id, bounce.mentioned)
    if about is None or not bounce.final:
        return None
    return Incoming(
        external_id=external_id(message, raw), sender=bounce.recipient or f"bounce@{box.domain}", at=at,
        kind="receipt", about=about, state="failed", reason=f"bounced {bounce.status}".strip(),
    )  # fmt: skip
