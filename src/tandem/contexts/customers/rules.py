"""Pure decisions about customers."""

from datetime import datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

from tandem.kit.i18n import translate

NAME_CHARS = 64


def display_name(customer_id: UUID, name: str | None, locale: str = "zh-CN") -> str:
    """The name to show. The last digits of the id are random, so two visitors rarely look alike."""
    return name or translate("customers.visitor", locale, code=customer_id.hex[-4:].upper())


def cleaned_name(name: str | None) -> str | None:
    """A name fit to show: printable, single blanks, at most 64 characters; None when nothing is left."""
    if name is None:
        return None
    printable = "".join(c if c.isprintable() else " " for c in name)
    return " ".join(printable.split())[:NAME_CHARS].strip() or None


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
