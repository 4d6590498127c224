"""Copying: what a person has proven and tried, for the copy of their data."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tandem.contexts.verification import repository
from tandem.kit.db import Tx


class VerificationPart:
    """Proofs and attempts (customers.PersonalPart). Codes, and which session it was, are nobody's to read."""

    name = "verification"

    async def collect(
        self, tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]
    ) -> Sequence[dict[str, Any]]:
        """One record each, oldest first."""
        return await repository.of_people(tx, family)

    async def against_erasure(self, family: Sequence[UUID], borrowers: Sequence[str]) -> str | None:
        """Nothing: proofs hold no value of the person, and say who did what with a loan; attempts are forgotten after
        thirty days."""
        return None
