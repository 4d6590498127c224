"""Header values as people read them."""

import base64
import binascii
import quopri
import re
from email.message import Message

from tandem.adapters.mail.reading.charsets import decoded

_CHARS = 20_000
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\s]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def header(message: Message, name: str) -> str:
    """The first value of a header, decoded, on one line; empty when there is none."""
    return readable(raw_header(message, name))


def raw_header(message: Message, name: str) -> str:
    """The first value, unfolded, its words not decoded, its bytes as halves of characters."""
    values = raw_headers(message, name)
    return values[0] if values else ""


def raw_headers(message: Message, name: str) -> list[str]:
    """Every value of a header, the topmost first."""
    wanted = name.lower()
    return [str(value)[:_CHARS] for key, value in message.raw_items() if key.lower() == wanted]


def readable(raw: str) -> str:
    """Decoded words; bytes outside ASCII by what they look like; control characters become blanks. Words that follow
    each other are put together before they are decoded: some clients cut a character in two."""
    text = _BETWEEN.sub(r"\1", _eight_bit(raw[:_CHARS]))
    pieces: list[str] = []
    at, waiting, charset = 0, b"", ""
    for found in _WORD.finditer(text):
        content = _content(found[2], found[3])
        if waiting and (found.start() > at or found[1].lower() != charset):
            pieces.append(decoded(waiting, charset))
            waiting = b""
        pieces.append(text[at : found.start()])
        waiting, charset, at = waiting + content, found[1].split("*")[0].lower(), found.end()
    if waiting:
        pieces.append(decoded(waiting, charset))
    pieces.append(text[at:])
    return " ".join(_CONTROL.sub(" ", "".join(pieces)).split())


def _eight_bit(raw: str) -> str:
    if raw.isascii():
        return raw
    return decoded(raw.encode("ascii", "surrogateescape") if _escaped(raw) else raw.encode(), None)


def _escaped(raw: str) -> bool:
    return all(ord(character) < 128 or 0xDC80 <= ord(character) <= 0xDCFF for character in raw)


def _content(encoding: str, value: str) -> bytes:
    raw = value.encode("utf-8", "replace")
    try:
        if encoding in "bB":
            return base64.b64decode(raw + b"=" * (-len(raw) % 4))
        return quopri.decodestring(raw, header=True)
    except (binascii.Error, ValueError):
        return raw
