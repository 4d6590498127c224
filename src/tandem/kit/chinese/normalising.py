"""Texts that people type, brought to one form, so that what is meant alike compares alike."""

import re
import unicodedata

from tandem.kit.chinese.hanzi import TO_SIMPLIFIED

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFE0E, 0xFE0F])
_KEEP = {"%", "."}
_SPACES = re.compile(r"\s+")
_HAN_RUN = re.compile(r"([\u3400-\u9fff])\1{2,}")
_LETTER_RUN = re.compile(r"([a-z])\1{3,}")
_LONELY_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")


def normalise(text: str) -> str:
    """Half width, lower case, simplified, no emoji or punctuation, no stretched words (快快快快 → 快)."""
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).lower().translate(TO_SIMPLIFIED)
    text = _THOUSANDS.sub("", text)
    text = "".join(char if _is_text(char) else " " for char in text)
    text = _LONELY_DOT.sub(" ", text)
    text = _LETTER_RUN.sub(r"\1\1", _HAN_RUN.sub(r"\1", text))
    return _SPACES.sub(" ", text).strip()


def _is_text(char: str) -> bool:
    return char.isalnum() or char in _KEEP
