"""Kinds of fields that several bodies share."""

from typing import Annotated

from pydantic import AfterValidator, Field

from tandem.kit.i18n import known, translate

MOST = 2**53 - 1


def _clean(text: str) -> str:
    plain = "".join(
        c for c in text if (c in "\n\t" or ord(c) >= 32) and not "\ud800" <= c <= "\udfff"
    ).strip()
    if not plain:
        raise ValueError("must not be empty")
    return plain


ClientId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
LoanId = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e\u0080-\ud7ff\ue000-\ufffd]+$")
]
# What cannot be meant (zero, negative, too much) is refused by the ledger's rules, with words and an audit entry.
Fen = Annotated[int, Field(strict=True, ge=-MOST, le=MOST)]
Words = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_clean)]
"""What somebody writes: something, and nothing that a database or a screen cannot hold."""


def reason(code: str | None, locale: str) -> str | None:
    """Why the core refused, in words."""
    if code is None:
        return None
    key = f"error.loan_{code}"
    return translate(key if known(key) else "error.loan_refused", locale)
