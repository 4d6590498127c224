"""Borrower numbers: the lender's own number of a customer."""

from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from tandem.kit.errors import Invalid

BORROWER_CHARS = 64


def borrower_number(text: str) -> str:
    """The number in its one form: no blanks around it, no control characters, at most 64 characters. Small and
    capital letters differ, as they may at the lender. Raises Invalid ("bad_borrower")."""
    clean = normalize("NFKC", text).strip()
    if not clean or len(clean) > BORROWER_CHARS or not clean.isprintable() or " " in clean:
        raise Invalid("bad_borrower", fields=[("borrower", "bad_borrower")])
    return clean


def account_of(attributes: Mapping[str, Any]) -> str | None:
    """The borrower number that a site's signed identity names in its attribute `account`, if it does."""
    value = attributes.get("account")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return normalize("NFKC", str(value)).strip() or None
