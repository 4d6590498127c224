"""A borrower of the demo lender who is signed in: the lender's app would vouch for them just so."""

from datetime import datetime, timedelta

import jwt

NAMES = {"two_loans": "王雨欣", "one_loan": "李浩", "overdue": "陈建国", "settled": "赵敏"}
"""Number at the lender (demo/seed/borrowers) → an invented name."""
_HOURS = 12


def signed_identity(person: str, *, site: str, secret: str, now: datetime, another: str | None = None) -> str:
    """A JWT for the site's `identity`, good for 12 hours; the app has just seen who it is. `another` names another such borrower, with a history and
    an account book of their own."""
    account = person if another is None else f"{person}/{another}"
    claims = {
        "aud": site, "sub": f"demo-{account}", "name": NAMES[person], "exp": now + timedelta(hours=_HOURS),
        "attributes": {"account": account}, "auth_time": int(now.timestamp()),
    }  # fmt: skip
    return jwt.encode(claims, secret, algorithm="HS256")
