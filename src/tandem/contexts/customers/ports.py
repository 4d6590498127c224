"""What this context needs of others that it does not know."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from tandem.kit.db import Tx


class ContractOwners(Protocol):
    """Whose contract is this? Exactly; of a core that cannot be asked there is none."""

    async def __call__(self, tx: Tx, contract: str, /) -> str | None:
        """The borrower number, None for an unknown contract."""
        ...


async def no_contracts(tx: Tx, contract: str) -> str | None:
    """Where no core can be asked for contracts."""
    return None


class PersonalPart(Protocol):
    """What another context or system keeps of a person. `name` is the section's key in a copy, with a title in the
    catalogue under `customers.copy.<name>`."""

    name: str

    async def collect(
        self, tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]
    ) -> Sequence[dict[str, Any]]:
        """All of it, one plain JSON object a record, oldest first. Raises TandemError when it cannot be had now: the
        copy is then made later; Conflict when it never can: the request fails with that code."""
        ...

    async def against_erasure(self, family: Sequence[UUID], borrowers: Sequence[str]) -> str | None:
        """Why the person may not be erased now, as a code with a text under `error.<code>`; None: nothing stands in the
        way. Raises TandemError when that cannot be told now."""
        ...
