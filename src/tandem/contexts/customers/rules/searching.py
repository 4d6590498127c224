"""Searching: what a text that staff typed may be."""

from contextlib import suppress
from unicodedata import normalize

from tandem.contexts.customers.rules.borrowers import borrower_number
from tandem.contexts.customers.rules.naming import NAME_CHARS
from tandem.contexts.customers.rules.personal import PERSONAL_KINDS, NotPersonal, normalised
from tandem.kit.errors import Invalid

SEARCH_CHARS = 100


def readings(text: str) -> dict[str, str]:
    """What the text may be → its form: phone, id_number, card, email, borrower (also a contract's number), name.
    Nothing for blanks and for more than 100 characters."""
    plain = normalize("NFKC", text).strip()
    if not plain or len(plain) > SEARCH_CHARS:
        return {}
    found: dict[str, str] = {}
    for kind in PERSONAL_KINDS:
        with suppress(NotPersonal):
            found[kind] = normalised(kind, plain)
    with suppress(Invalid):
        found["borrower"] = borrower_number(plain)
    name = " ".join(plain.split()).lower()
    if any(char.isalpha() for char in name) and name.isprintable() and len(name) <= NAME_CHARS:
        found["name"] = name
    return found


def after(prefix: str) -> str:
    """The first text behind all that begin with `prefix`, byte by byte as PostgreSQL's ~<~ compares."""
    last = ord(prefix[-1]) + 1
    if 0xD800 <= last <= 0xDFFF:  # halves of pairs, which no text holds
        last = 0xE000
    return prefix[:-1] + chr(last) if last <= 0x10FFFF else prefix + chr(0x10FFFF)
