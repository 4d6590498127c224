"""Pure decisions about customers."""

from tandem.contexts.customers.rules.blocking import (
    BLOCK_DAYS,
    BLOCK_REASONS,
    BlockReason,
    block_ends,
    may_block,
)
from tandem.contexts.customers.rules.naming import NAME_CHARS, cleaned_name, display_name

__all__ = [
    "BLOCK_DAYS",
    "BLOCK_REASONS",
    "NAME_CHARS",
    "BlockReason",
    "block_ends",
    "cleaned_name",
    "display_name",
    "may_block",
]
