"""How sure each page wants to be of who asks. What is done with loans wants the same here as in the chat: that table is
verification's; here is what only the pages have."""

from collections.abc import Mapping
from typing import Literal, cast

from tandem.contexts.verification import api as verification

Level = Literal["public", "bound", "fresh"]

NEEDED: Mapping[str, verification.Level] = {
    **verification.NEEDED,
    "orders": verification.Level.BOUND,
    "certificates": verification.Level.BOUND,
    "requests": verification.Level.BOUND,
}


def missing(action: str, have: Level) -> Level | None:
    """The level that `action` wants and the session does not have; None when it may. Unknown actions want a fresh
    code."""
    wanted = NEEDED.get(action, verification.Level.FRESH)
    return cast(Level, wanted.word) if verification.Level.of(have) < wanted else None
