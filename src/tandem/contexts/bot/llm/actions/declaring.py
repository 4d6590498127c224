"""Which model is used for what goes into the audit trail, whenever that changes."""

from collections.abc import Mapping
from typing import Any

from tandem.contexts.access.api import Actor, record
from tandem.contexts.bot.llm import repository
from tandem.kit.db import Database


async def declare(db: Database, configuration: Mapping[str, Any]) -> None:
    """Audit these settings if they differ from those audited last. `configuration` holds no secret. Safe to run in
    several processes; call it where only one does."""
    async with db.transaction() as tx:
        if await repository.note_configuration(tx, configuration):
            await record(tx, Actor.system("settings"), "llm.configured", "llm", dict(configuration))
