"""Reports of what was not delivered (RFC 3464), and such in words: which of our messages, and how final."""

import re
from dataclasses import dataclass
from email.message import Message

from tandem.adapters.mail.reading.addresses import normalised
from tandem.adapters.mail.reading.bodies import content_of
from tandem.adapters.mail.reading.charsets import decoded
from tandem.adapters.mail.reading.words import raw_header

_BYTES = 65_536
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_SMTP = re.compile(r"\b5[0-5]\d\b")


@dataclass(frozen=True)
class Bounce:
    """`final`: it will not arrive (a delay is none). `status`: 5.1.1 and the like, or empty. `mentioned`: everything in
    which our message's id may stand."""

    final: bool
    status: str
    recipient: str | None
    mentioned: str


def bounce_of(message: Message) -> Bounce:
    """What a report says. A bounce in words counts as final when it names a 5xx code or no code at all."""
    report = _delivery_status(message)
    text = _all_text(message)
    if report is not None:
        action = _field(report, "action").lower()
        status = _field(report, "status").split(" ")[0][:12]
        recipient = _field(report, "final-recipient") or _field(report, "original-recipient")
        final = action == "failed" or (not action and status.startswith("5"))
        return Bounce(final, status, normalised(recipient.rpartition(";")[2]), text)
    found = _STATUS.search(text)
    status = found[0] if found else ""
    final = status.startswith("5") if status else bool(_SMTP.search(text)) or "4." not in text[:2_000]
    failed = raw_header(message, "x-failed-recipients").split(",")[0]
    return Bounce(final, status, normalised(failed), text)


def _delivery_status(message: Message) -> str | None:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            if isinstance(blocks, list):
                return "\n\n".join(str(block) for block in blocks[:20])[:_BYTES]
            return decoded(content_of(part)[:_BYTES], None)
    return None


def _field(report: str, name: str) -> str:
    """Of the first recipient that has it."""
    found = re.search(rf"(?im)^{re.escape(name)}[ \t]*:[ \t]*([^\r\n]*)", report)
    return found[1].strip() if found else ""


def _all_text(message: Message) -> str:
    """Heads that name messages, every text, and the heads of what came back."""
    said = [raw_header(message, name) for name in ("in-reply-to", "references")]
    for part in message.walk():
        if part.get_content_maintype() == "text" or part.get_content_type() == "message/delivery-status":
            said.append(decoded(content_of(part)[:_BYTES], None))
        said.append(raw_header(part, "message-id") if part is not message else "")
    return "\n".join(filter(None, said))[: 4 * _BYTES]
