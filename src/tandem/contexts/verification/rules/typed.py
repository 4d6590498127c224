"""What people type, in one form."""

import re
import unicodedata

_PHONE = re.compile(r"1[3-9]\d{9}")
_SPACES = re.compile(r"[\s\-().]+")
_DIGITS = re.compile(r"\d{3}[\dX]")


def phone(text: str) -> str | None:
    """The 11 digits of a mainland mobile number, however it was typed (+86 139-0000-0000); None when it is none."""
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text))
    plain = plain.removeprefix("+86").removeprefix("0086")
    return plain if plain.isascii() and _PHONE.fullmatch(plain) else None


def code(text: str) -> str:
    """A code without the blanks that telephones put in."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def id_digits(text: str) -> str | None:
    """The last four of an ID number, X in capitals; None when it is nothing of the kind."""
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text)).upper()
    return plain if plain.isascii() and _DIGITS.fullmatch(plain) else None


def masked(phone: str) -> str:
    """139****0000"""
    return f"{phone[:3]}****{phone[-4:]}"
