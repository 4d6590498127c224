"""How sure each page wants to be of who asks: a binding to look; for money, dates, numbers and papers a fresh code."""

from collections.abc import Mapping
from typing import Literal

Level = Literal["public", "bound", "fresh"]

NEEDED: Mapping[str, Level] = {
    "loans": "bound",
    "schedule": "bound",
    "bill": "bound",
    "fees": "bound",
    "limit": "bound",
    "payment_history": "bound",
    "settlement_quote": "bound",
    "orders": "bound",
    "certificates": "bound",
    "requests": "bound",
    "register_dispute": "bound",
    "register_objection": "bound",
    "repay": "fresh",
    "settle": "fresh",
    "change_due_day": "fresh",
    "change_phone": "fresh",
    "request_limit": "fresh",
    "settlement_certificate": "fresh",
}
_ORDER: Mapping[Level, int] = {"public": 0, "bound": 1, "fresh": 2}


def missing(action: str, have: Level) -> Level | None:
    """The level that `action` wants and the session does not have; None when it may. Unknown actions want a fresh
    code."""
    wanted = NEEDED.get(action, "fresh")
    return wanted if _ORDER[have] < _ORDER[wanted] else None
