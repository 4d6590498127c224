"""Chaining audit entries. One process at a time, a batch per transaction; writers never wait for it."""

from dataclasses import replace

from tandem.contexts.access.anchor import AnchorFile
from tandem.contexts.access.chain import Entry, Head, digest
from tandem.contexts.access.repository import audit
from tandem.kit.db import Database, Tx

BATCH = 500


class AnchorMismatch(Exception):
    """The chain in the database does not contain the head that was noted: it was cut or rewritten."""

    def __init__(self, noted: Head) -> None:
        self.noted = noted
        super().__init__(f"audit entry {noted.seq} is gone or was rewritten; run: tandem audit verify")


async def seal(db: Database, anchor: AnchorFile | None) -> int:
    """Seal a batch and note the new head; returns how many entries were sealed.

    The seal stands whatever happens to the note of it. Raises AnchorMismatch instead of moving an anchor that
    no longer fits (it is evidence), ValueError for an unreadable one, OSError when it cannot be written."""
    async with db.transaction() as tx:
        if not await audit.try_seal_lock(tx):
            return 0
        waiting = await audit.unsealed(tx, BATCH)
        if not waiting:
            return 0
        head = await _chain(tx, waiting)
    if anchor is not None:
        await _note(db, anchor, head)
    return len(waiting)


async def _note(db: Database, anchor: AnchorFile, head: Head) -> None:
    noted = anchor.read()
    if noted is not None:
        async with db.transaction() as tx:
            fits = await audit.hash_at(tx, noted.seq) == noted.hash
        if not fits:
            raise AnchorMismatch(noted)
    anchor.write(head)


async def _chain(tx: Tx, waiting: audit.Unsealed) -> Head:
    head = await audit.head(tx)
    entries: list[Entry] = []
    for row in waiting:
        bare = Entry(
            head.seq + 1, row.id, row.at, row.actor, row.action, row.subject, row.data, tx.now, head.hash
        )
        entry = replace(bare, hash=digest(bare))
        entries.append(entry)
        head = Head(entry.seq, entry.hash)
    await audit.write_seals(tx, entries)
    return head
