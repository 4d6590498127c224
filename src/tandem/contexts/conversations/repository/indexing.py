"""The indexes of words while very much is taken in: what is new is gathered, and filed by the thousand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import structlog

from tandem.kit.db import Database, Tx
from tandem.kit.errors import Unavailable

log = structlog.get_logger(__name__)
_INDEXES = ("ix_message_bigrams", "ix_conversation_past_name")
# Who reads or writes holds the index for milliseconds; a long report may hold it for longer, and is not waited for.
_PATIENCE = "SET LOCAL lock_timeout = '3s'"
_GATHERING = """
SELECT relname FROM pg_class
WHERE relname = ANY($1::text[]) AND 'fastupdate=on' = ANY(reloptions) AND pg_table_is_visible(oid)
"""


@asynccontextmanager
async def taking_in(db: Database) -> AsyncIterator[None]:
    """Around very many calls of `load_history`: searching finds the same meanwhile, and taking in a message costs a
    third of the processor and a fourteenth of the database's log. At the end, and by `file_words` after a kill, each
    message is filed at once again, so that no customer's pays for filing others'. Where the index may not be changed
    (in use for long, somebody else's) it stays as it is."""
    for name in _INDEXES:
        await _change(db, name, "on")
    try:
        yield
    finally:
        await file_words(db)


async def file_words(db: Database) -> None:
    """File what was gathered, and each message at once from now on. Nothing to do: nothing is touched."""
    async with db.transaction() as tx:
        found = [row["relname"] for row in await (await tx.raw()).fetch(_GATHERING, list(_INDEXES))]
    for name in found:
        await _change(db, name, "off")
        async with db.transaction() as tx:
            await (await tx.raw()).execute(f"SELECT gin_clean_pending_list('{name}')")


async def _change(db: Database, name: str, how: str) -> None:
    try:
        async with db.transaction() as tx:
            await _set(tx, name, how)
    except (Unavailable, asyncpg.InsufficientPrivilegeError) as error:
        log.warning("conversations.index_left", index=name, cause=type(error).__name__)


async def _set(tx: Tx, name: str, how: str) -> None:
    raw = await tx.raw()
    await raw.execute(_PATIENCE)
    await raw.execute(f"ALTER INDEX {name} SET (fastupdate = {how})")
