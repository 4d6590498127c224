"""Blocks: for how long, and by whom."""

from datetime import datetime, timedelta
from typing import Literal, get_args

BlockReason = Literal["abuse", "threat", "spam", "impersonation", "other"]
BLOCK_REASONS: tuple[str, ...] = get_args(BlockReason)
BLOCK_DAYS = (1, 7)
"""For how long somebody may be blocked; None beside them is for good."""


def block_ends(now: datetime, days: int | None) -> datetime | None:
    """When a block made now runs out; None: never."""
    return now + timedelta(days=days) if days is not None else None


def may_block(permissions: frozenset[str], days: int | None) -> bool:
    """Who talks with customers may block one for a time. For good takes somebody who may also lift blocks: one
    person's bad moment must not shut a borrower out for ever."""
    return "customers.block" in permissions and (days is not None or "customers.unblock" in permissions)
