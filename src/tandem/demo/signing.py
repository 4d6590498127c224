"""A borrower of the demo lender who is signed in: the lender's app would vouch for them just so."""

from datetime import datetime, timedelta

import jwt

NAMES = {"two_loans": "王雨欣", "one_loan": "李浩", "overdue": "陈建国", "settled": "赵敏"}
"""Whose account book (adapters/accounts_local) → an invented name."""
_HOURS = 12


def signed_identity(person: str, *, site: str, secret: str, now: datetime) -> str:
    """A JWT for the site's `identity`, good for 12 hours."""
    claims = {
        "aud": site, "sub": f"demo-{person}", "name": NAMES[person], "exp": now + timedelta(hours=_HOURS),
        "attributes": {"account": person},
    }  # fmt: skip
    return jwt.encode(claims, secret, algorithm="HS256")
