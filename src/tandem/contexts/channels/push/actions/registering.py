"""Registering: which devices a customer has the app on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.contexts.channels.push import repository
from tandem.contexts.channels.push.ports import Platform
from tandem.contexts.channels.push.rules import DEVICE_LIFE, MOST_DEVICES
from tandem.contexts.channels.push.tokens import TokenSafe
from tandem.kit.db import Database, Tx
from tandem.kit.events import Recorded


async def register(
    tx: Tx, safe: TokenSafe, customer_id: UUID, site: str, platform: Platform, token: str
) -> datetime:
    """The app is on this device, and its customer is this one: whoever was signed in there before is not any more.
    Until when that counts, unless it is said again. The eleventh device takes the place of the one not seen longest."""
    await repository.keep_device(tx, customer_id, site, platform, safe.blind(token), safe.seal(token))
    await repository.drop_beyond(tx, customer_id, site, MOST_DEVICES)
    return tx.now + DEVICE_LIFE


async def unregister(tx: Tx, safe: TokenSafe, site: str, token: str) -> None:
    """Nothing is pushed to this device any more: its customer signed out. Unknown tokens are fine."""
    await repository.drop_token(tx, site, safe.blind(token))


class Forgetting:
    """Follows `customers.erased`: an erased person's devices go."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def __call__(self, event: Recorded) -> None:
        async with self._db.transaction() as tx:
            await repository.drop_people(tx, [UUID(str(one)) for one in event.data["family"]])


class DevicesPart:
    """The devices that get pushes (customers.PersonalPart)."""

    name = "devices"

    async def collect(
        self, tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]
    ) -> Sequence[dict[str, Any]]:
        """One record a device."""
        return [
            {"app": row.site, "platform": row.platform, "since": row.created_at, "seen": row.seen_at}
            for row in await repository.of_people(tx, list(family))
        ]

    async def against_erasure(self, family: Sequence[UUID], borrowers: Sequence[str]) -> str | None:
        """Nothing."""
        return None
