"""Personal data: one form for each value, so that it is found again however it was typed, and its masked form."""

import re
from datetime import date
from typing import Literal, get_args
from unicodedata import normalize

from tandem.kit.errors import Invalid

PersonalKind = Literal["phone", "id_number", "card", "email"]
PERSONAL_KINDS: tuple[str, ...] = get_args(PersonalKind)
_TYPED_CHARS = 300
_EMAIL_CHARS = 254
_CARD_DIGITS = (12, 19)

_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−_.·()（）]+")
_CHINA = re.compile(r"^(?:\+|00)?86(?=1\d{10}$|0?[1-9]\d{8,11}$)")
_MOBILE = re.compile(r"1\d{10}")
_LANDLINE = re.compile(r"0[1-9]\d{8,10}")
_ABROAD = re.compile(r"\+[1-9]\d{6,14}")
_ID_NUMBER = re.compile(r"[1-9]\d{16}[\dX]")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
# GB 11643-1999: weights of the first 17 digits, and the check digit for each remainder by 11.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


class NotPersonal(Invalid):
    """The text is no value of that kind; the code says what is wrong with it."""

    def __init__(self, code: str) -> None:
        super().__init__(code, fields=[("value", code)])


def normalised(kind: str, text: str) -> str:
    """The one form of a value: full-width characters, blanks, dashes and +86 do not matter.

    Phone: 11 digits, a landline with its area code, or + and the country's. ID number: 18 characters, X in
    capitals. Card: digits. E-mail: small letters. Raises NotPersonal (never repeating the value), Invalid."""
    if kind not in PERSONAL_KINDS:
        raise Invalid(fields=[("kind", "one of " + ", ".join(PERSONAL_KINDS))])
    if len(text) > _TYPED_CHARS:
        raise NotPersonal(f"bad_{kind}")
    plain = normalize("NFKC", text).strip()
    if kind == "email":
        return _email(plain)
    digits = _ascii(_BETWEEN.sub("", plain))
    if kind == "phone":
        return _phone(digits)
    return _id_number(digits.upper()) if kind == "id_number" else _card(digits)


def masked(kind: str, value: str) -> str:
    """What lists show of a value in its normal form: 138****5678, 110***********001X, 6217********1234,
    z***@example.com."""
    if kind == "email":
        name, _, domain = value.rpartition("@")
        return f"{name[:1]}***@{domain}"
    if kind == "phone" and _MOBILE.fullmatch(value):
        return f"{value[:3]}****{value[-4:]}"
    shown = 3 if kind in ("id_number", "phone") else 4
    hidden = len(value) - shown - 4
    return (
        f"{value[:shown]}{'*' * hidden}{value[-4:]}" if hidden >= 3 else "*" * (len(value) - 2) + value[-2:]
    )


def check_digit(first_17: str) -> str:
    """The last character of an ID number (GB 11643-1999)."""
    return _CHECKS[sum(w * int(d) for w, d in zip(_WEIGHTS, first_17, strict=True)) % 11]


def _ascii(text: str) -> str:
    """Digits of other scripts (NFKC leaves Arabic ones) are no digits here."""
    return text if text.isascii() else ""


def _phone(text: str) -> str:
    home = _CHINA.sub("", text)
    if home != text and not _MOBILE.fullmatch(home) and not home.startswith("0"):
        home = "0" + home  # +86 10 … is 010 … at home
    text = home
    if text.startswith("00"):
        text = "+" + text[2:]
    if _MOBILE.fullmatch(text) or _LANDLINE.fullmatch(text) or _ABROAD.fullmatch(text):
        return text
    raise NotPersonal("bad_phone")


def _id_number(text: str) -> str:
    if re.fullmatch(r"[1-9]\d{14}", text):
        raise NotPersonal("id_number_of_15")
    if not _ID_NUMBER.fullmatch(text) or not _day(text[6:14]):
        raise NotPersonal("bad_id_number")
    if check_digit(text[:17]) != text[17]:
        raise NotPersonal("id_number_check_digit")
    return text


def _day(digits: str) -> bool:
    try:
        return 1850 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False


def _card(text: str) -> str:
    if not text.isdigit() or not _CARD_DIGITS[0] <= len(text) <= _CARD_DIGITS[1]:
        raise NotPersonal("bad_card")
    return text


def _email(text: str) -> str:
    if len(text) > _EMAIL_CHARS or not _EMAIL.fullmatch(text) or not text.isprintable():
        raise NotPersonal("bad_email")
    return text.lower()
