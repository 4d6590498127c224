"""Copying: that a person was kept from writing, for the copy of their data."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tandem.contexts.customers.repository import blocks
from tandem.kit.db import Tx


class BlocksPart:
    """Blocks and their lifts (a PersonalPart). Who of the staff it was, and their notes, are not in it."""

    name = "blocks"

    async def collect(
        self, tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]
    ) -> Sequence[dict[str, Any]]:
        """One record a block, oldest first."""
        return [
            {
                "reason": one.reason, "at": one.at, "until": one.until,
                "lifted_at": one.lift.at if one.lift else None,
            }
            for one in await blocks.of_customers(tx, family)
        ]  # fmt: skip

    async def against_erasure(self, family: Sequence[UUID], borrowers: Sequence[str]) -> str | None:
        """Nothing: a block does not outlive the identities that it was about."""
        return None
