"""Bytes to text, whatever the header says about them.

Chinese clients declare gb2312 and write GBK or GB18030, or declare nothing, or latin-1, and write either. What is
declared is tried first, unless the bytes say otherwise; a wrong guess shows odd characters and loses nothing else."""

import codecs
import re
from functools import lru_cache
from typing import Final

# A superset of each: what is sound in the name that was declared is the same in it.
_WIDER: Final = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "euc-cn": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "cp950": "big5hkscs", "x-big5": "big5hkscs", "ks_c_5601-1987": "cp949", "shift_jis": "cp932",
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "ascii",
}  # fmt: skip
# Any bytes are sound in these, so that declaring them says nothing.
_SAYS_NOTHING: Final = frozenset({"ascii", "cp1252", "iso8859-1", "latin-1", "unknown-8bit"})
# UTF-7 hides markup from whoever looks for it; the others are no charsets at all but codecs of Python.
_REFUSED: Final = frozenset(
    {"utf-7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7", "punycode", "idna", "unicode_escape", "raw_unicode_escape"}
)  # fmt: skip


def decoded(content: bytes, declared: str | None) -> str:
    """The text; never raises. UTF-7 stays as the ASCII that it is."""
    if content.isascii() and not (declared or "").lower().startswith(("utf-16", "iso-2022", "hz")):
        return content.decode("ascii")
    charset = _known(declared)
    if charset and charset not in _SAYS_NOTHING:
        text = _strictly(content, charset)
        if text is not None:
            return text
    guessed = _guessed(content)
    if guessed is not None:
        return guessed
    try:
        return content.decode(charset or "utf-8", "replace")
    except (UnicodeError, ValueError):  # a codec that is none
        return content.decode("utf-8", "replace")


_NAME = re.compile(r"[a-z0-9_.:-]{1,40}")


@lru_cache(maxsize=256)
def _known(declared: str | None) -> str | None:
    """A codec for text, or None."""
    name = (declared or "").strip().strip("\"'").lower()
    if not _NAME.fullmatch(name) or name.replace("_", "-") in _REFUSED or name in _REFUSED:
        return None
    name = _WIDER.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding and found.name not in _REFUSED else None


def _strictly(content: bytes, charset: str) -> str | None:
    try:
        return content.decode(charset)
    except (UnicodeError, ValueError):
        return None


def _guessed(content: bytes) -> str | None:
    """UTF-8 where it is sound (nothing else is by chance), else the likelier of GB18030 and Big5, if it is likely."""
    text = _strictly(content, "utf-8")
    if text is not None:
        return text
    shares = {"gb18030": _share(content, 0xB0, 0xD7, 0xA1), "big5hkscs": _share(content, 0xA4, 0xC6, 0x40)}
    for charset in sorted(shares, key=lambda one: -shares[one]):
        if shares[charset] >= 0.5 and (text := _strictly(content, charset)) is not None:
            return text
    return None


def _share(content: bytes, first: int, last: int, trail: int) -> float:
    """How many of the double bytes stand among the common characters of a charset (its first level)."""
    pairs = common = at = 0
    while at < len(content) - 1 and pairs < 20_000:
        if content[at] < 0x81:
            at += 1
            continue
        pairs += 1
        common += first <= content[at] <= last and content[at + 1] >= trail
        at += 2
    return common / pairs if pairs else 0.0
