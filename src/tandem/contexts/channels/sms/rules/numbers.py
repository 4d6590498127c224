"""Whose number can get a text message."""

import re
from unicodedata import normalize

_TYPED_CHARS = 40
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―.·()]+")
_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")


def mobile_number(typed: str) -> str | None:
    """The 11 digits of a mobile number of the Chinese mainland, however it is written (+86, 0086, blanks, dashes,
    full-width digits); None for anything else: landlines, short service numbers, numbers abroad."""
    if len(typed) > _TYPED_CHARS or not typed.isprintable():
        return None
    found = _MOBILE.fullmatch(_BETWEEN.sub("", normalize("NFKC", typed)))
    return found[1] if found else None
