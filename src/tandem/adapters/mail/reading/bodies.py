"""What stands in a message: its text, and the files with the number by which each is found again."""

from dataclasses import dataclass, field
from email.message import Message
from email.utils import collapse_rfc2231_value

from tandem.adapters.mail.reading.charsets import decoded
from tandem.adapters.mail.reading.html import text_of
from tandem.adapters.mail.reading.words import readable
from tandem.kit.filenames import safe_name

_FILES = 20
_TEXT_BYTES = 1_000_000
_CHARS = 190_000
# A spacer or the picture of a signature.
_TINY_IMAGE = 2_048


@dataclass(frozen=True)
class Part:
    """A file: the how-manyeth part of the message it is, counted as `walk` goes."""

    number: int
    name: str
    content_type: str


@dataclass
class Body:
    """`files`: at most 20; `more`: how many there were beyond."""

    text: str = ""
    files: list[Part] = field(default_factory=list)
    more: int = 0


def body_of(message: Message) -> Body:
    """Its text (the plain one where there are two, unless that is empty) and its files. Never reads a file's content
    beyond telling its size."""
    plain: list[str] = []
    html: list[str] = []
    body = Body()
    for number, part, inside in _leaves(message):
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and not _is_file(part):
            text = decoded(content_of(part)[:_TEXT_BYTES], _charset(part))
            if kind == "text/plain":
                plain.append(text)
            else:
                html.append(text)
        elif kind in _NOT_FILES and not _is_file(part):
            continue
        elif not (inside and _is_spacer(part)):
            _add(body, Part(number, file_name(part, number), kind))
    body.text = _joined(plain, html)[:_CHARS]
    return body


def content_of(part: Message) -> bytes:
    """A part's bytes. An attached message is its own."""
    if part.is_multipart():
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, Message) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def part_of(message: Message, number: int) -> Message | None:
    """The part that `Part.number` named, or None."""
    return next((part for at, part, _ in _leaves(message) if at == number), None)


def file_name(part: Message, number: int) -> str:
    """Its name as its sender wrote it, made harmless; RFC 2231, RFC 2047 and bare bytes alike."""
    raw = part.get_param("filename", None, "content-disposition") or part.get_param("name", None)
    if isinstance(raw, tuple):
        # Bytes by the charset that the parameter names, whatever it is.
        name = decoded(str(raw[2]).encode("latin-1", "replace"), raw[0]) if raw[0] else str(raw[2])
    else:
        name = readable(collapse_rfc2231_value(str(raw))) if raw else ""
    return safe_name(name)[:200] if name.strip() else f"attachment-{number}"


_NOT_FILES = frozenset(
    {"message/delivery-status", "message/disposition-notification", "application/pgp-signature"}
)
_NOT_FILES |= {
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "text/calendar",
    "application/ms-tnef",
}


def _leaves(message: Message) -> list[tuple[int, Message, bool]]:
    """Number, part, whether it stands inside a text (multipart/related). What is inside an attached message is not ours
    to take apart: it is one file."""
    found: list[tuple[int, Message, bool]] = []
    waiting: list[tuple[Message, bool]] = [(message, False)]
    while waiting:
        part, inside = waiting.pop()
        children = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(children, list):
            related = inside or part.get_content_subtype() == "related"
            waiting += [(child, related) for child in reversed(children) if isinstance(child, Message)]
        else:
            found.append((len(found), part, inside))
    return found


def _is_file(part: Message) -> bool:
    disposition = str(part.get("content-disposition", "")).split(";")[0].strip().lower()
    named = part.get_param("filename", None, "content-disposition") is not None
    return disposition == "attachment" or (named and disposition != "inline")


def _is_spacer(part: Message) -> bool:
    return part.get_content_maintype() == "image" and len(content_of(part)) < _TINY_IMAGE


def _charset(part: Message) -> str | None:
    charset = part.get_param("charset", None)
    return str(charset[2]) if isinstance(charset, tuple) else charset


def _add(body: Body, part: Part) -> None:
    if len(body.files) < _FILES:
        body.files.append(part)
    else:
        body.more += 1


def _joined(plain: list[str], html: list[str]) -> str:
    text = "\n\n".join(one.strip() for one in plain if one.strip())
    if text:
        return text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n\n".join(filter(None, (text_of(one) for one in html)))
