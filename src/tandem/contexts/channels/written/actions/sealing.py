"""Sealing addresses that earlier versions, or a database without keys, stored in clear; and sealing them anew."""

from uuid import UUID

from sqlalchemy import Table, func, select, update

from tandem.contexts.channels.written.models import inbox_table, thread_table
from tandem.contexts.channels.written.repository import lines
from tandem.kit.crypto import Sealer
from tandem.kit.db import Database, Tx

i, t = inbox_table.c, thread_table.c
_BATCH = 500


async def seal_addresses(db: Database) -> int:
    """Every address in clear becomes a line, and is sealed where somebody must still be written to; some hundred a
    transaction; how many rows. Stopped anywhere, the next call goes on. To be called before anything else works with
    the database: who writes meanwhile would be in two lines."""
    return await _inbox(db) + await _threads(db)


async def _inbox(db: Database) -> int:
    clear = (i.sender != "", i.sender.op("!~")(lines.SEALED_SQL))
    done, after = 0, 0
    while True:
        async with db.transaction() as tx:
            query = select(i.id, i.account_id, i.sender, i.state).where(i.id > after, *clear)
            rows = (await tx.execute(query.order_by(i.id).limit(_BATCH).with_for_update())).all()
            found = await lines.addresses(tx, [(row.account_id, row.sender) for row in rows])
            for row, one in zip(rows, found, strict=True):
                waits = row.state in ("received", "held")
                values = {"sealed": one.sealed if waits else None, "data_key": one.key if waits else None}
                await tx.execute(update(inbox_table).where(i.id == row.id).values(sender=one.line, **values))
        if not rows:
            return done
        done, after = done + len(rows), rows[-1].id


async def _threads(db: Database) -> int:
    clear = (t.recipient != "", t.recipient.op("!~")(lines.SEALED_SQL))
    done, after = 0, UUID(int=0)
    while True:
        async with db.transaction() as tx:
            query = select(t.id, t.account_id, t.recipient).where(t.id > after, *clear)
            rows = (await tx.execute(query.order_by(t.id).limit(_BATCH).with_for_update())).all()
            found = await lines.addresses(tx, [(row.account_id, row.recipient) for row in rows])
            for row, one in zip(rows, found, strict=True):
                values = {"recipient": one.line, "sealed": one.sealed, "data_key": one.key}
                await tx.execute(update(thread_table).where(t.id == row.id).values(**values))
        if not rows:
            return done
        done, after = done + len(rows), rows[-1].id


class ResealingAddresses:
    """Addresses under rotation (kit.crypto.Resealable): of threads, and of what waits in the inbox."""

    name = "channel_addresses"

    async def count(self, tx: Tx) -> dict[int, int]:
        """How many addresses lie under each data key."""
        found: dict[int, int] = {}
        for table in (inbox_table, thread_table):
            key = table.c.data_key
            query = select(key.label("number"), func.count().label("n")).where(key.is_not(None))
            for row in (await tx.execute(query.group_by(key))).all():
                found[row.number] = found.get(row.number, 0) + row.n
        return found

    async def reseal(self, tx: Tx, sealer: Sealer, after: UUID | None, limit: int) -> tuple[int, UUID | None]:
        """Seal up to `limit` rows of each table anew. What is done is not found again: `after` counts for nothing."""
        inbox = await _anew(tx, sealer, inbox_table, "sender", limit)
        threads = await _anew(tx, sealer, thread_table, "recipient", limit)
        return inbox + threads, UUID(int=0) if max(inbox, threads) == limit else None


async def _anew(tx: Tx, sealer: Sealer, table: Table, line: str, limit: int) -> int:
    c = table.c
    query = select(c.id, c[line].label("line"), c.sealed)
    query = query.where(c.data_key.is_not(None), c.data_key != sealer.key).order_by(c.id).limit(limit)
    rows = (await tx.execute(query.with_for_update())).all()
    for row in rows:
        address = await lines.opened(tx, row.line, row.sealed)
        values = {"sealed": sealer.seal(address, lines.about(row.line)), "data_key": sealer.key}
        await tx.execute(update(table).where(c.id == row.id).values(**values))
    return len(rows)
