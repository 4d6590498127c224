"""Which option a customer means who answers numbered lines."""

import re
import unicodedata
from collections.abc import Sequence

from tandem.contexts.channels.written.messages import Option

_NUMBER = re.compile(r"(?:选|第|选第)?\s*(\d{1,2})\s*(?:[.、)。]|个|号|项)?")
_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def chosen(text: str, options: Sequence[Option]) -> Option | None:
    """The option named by its number (2, ２, ②, 选2, 第二个) or by its whole label; None for any other answer, which is
    then an answer in words."""
    said = unicodedata.normalize("NFKC", text).strip()
    for option in options:
        if said == unicodedata.normalize("NFKC", option.label).strip():
            return option
    digits = "".join(str(_CHINESE[character]) if character in _CHINESE else character for character in said)
    found = _NUMBER.fullmatch(digits)
    number = int(found[1]) if found else 0
    return options[number - 1] if 1 <= number <= len(options) else None
