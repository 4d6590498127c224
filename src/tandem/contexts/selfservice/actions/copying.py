"""Copying: what self-service keeps of a person, for the copy of their data, and what stands in the way of erasing
it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tandem.contexts.selfservice.repository import people
from tandem.kit.db import Database, Tx

_HIDDEN = frozenset({"id", "customer_id", "client_id", "object_key", "cashier_url", "looks", "look_at"})
"""Keys of ours, which say nothing about the person."""


class SelfServicePart:
    """Orders, refunds, certificates and requests of the pages (customers.PersonalPart)."""

    name = "self_service"

    def __init__(self, db: Database) -> None:
        self._db = db

    async def collect(
        self, tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]
    ) -> Sequence[dict[str, Any]]:
        """One record each, those of a kind together, oldest first."""
        found = await people.everything(tx, family, borrowers)
        return [{"record": kind, **_told(row)} for kind, rows in found.items() for row in rows]

    async def against_erasure(self, family: Sequence[UUID], borrowers: Sequence[str]) -> str | None:
        """Money on its way into the ledger, or back."""
        async with self._db.transaction() as tx:
            return "open_orders" if await people.money_on_its_way(tx, family, borrowers) else None


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in _HIDDEN}
