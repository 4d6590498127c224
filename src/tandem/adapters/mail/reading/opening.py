"""Opening a message: the standard library's parser within bounds that a bomb cannot pass.

Bounds are looked at before the parser sees the message: it builds an object for each part, keeps every line, and takes
the parameters of a content type apart in quadratic time."""

import re
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

MAX_BYTES = 25 * 1024 * 1024
_LINES = 1_000_000
_MARKS = 20_000
_PARTS = 1_000
_NESTED = 60
_WORK = 20_000_000
_HEADER_CHARS = 16_384
_LINE = re.compile(rb"[\r\n]")
_MARK = re.compile(rb"[\r\n]--")
_NESTING = re.compile(rb"content-type[ \t]*:\s*(?:multipart|message)/", re.I)
_TYPE = re.compile(rb"content-(?:type|disposition)[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.I)


class Unreadable(Exception):
    """The message is not taken; `code` says why, without anything of what it says."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def opened(raw: bytes) -> Message:
    """The message. Raw header values are left as they came: the structured parser of newer policies gives up on what
    real mail has in them. Raises Unreadable."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("too_large")
    _check(raw)
    try:
        message: Message = BytesParser(policy=compat32).parsebytes(raw)
        if sum(1 for _ in message.walk()) > _PARTS:
            raise Unreadable("too_many_parts")
    except Unreadable:
        raise
    except Exception as error:  # the parser is not ours, and what it reads is a stranger's
        raise Unreadable("malformed") from error
    return message


def _check(raw: bytes) -> None:
    lines = _count(_LINE, raw, _LINES)
    if lines > _LINES:
        raise Unreadable("too_many_lines")
    if _count(_MARK, raw, _MARKS) > _MARKS:
        raise Unreadable("too_many_parts")
    nested = _count(_NESTING, raw, _NESTED)
    if nested > _NESTED or nested * lines > _WORK:
        raise Unreadable("too_deep")
    if any(len(found[0]) > _HEADER_CHARS for found in _TYPE.finditer(raw)):
        raise Unreadable("header_too_long")


def _count(pattern: re.Pattern[bytes], raw: bytes, most: int) -> int:
    """How often, counted no further than just over `most`."""
    count = 0
    for _ in pattern.finditer(raw):
        count += 1
        if count > most:
            break
    return count
