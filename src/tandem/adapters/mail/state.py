"""The rows of `models`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.adapters.mail.models import mail_automatic_table, mail_folder_table
from tandem.kit.db import Tx

f = mail_folder_table.c
a = mail_automatic_table.c
_HOUR = timedelta(hours=1)
_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """How far a folder was read. `uidvalidity` is None before it was looked at for the first time."""

    uidvalidity: int | None
    next_uid: int
    first_uid: int
    imported_uid: int
    read_at: datetime | None


async def place(tx: Tx, account_id: UUID, folder: str) -> Place:
    """Of a folder; the row is made where it is missing."""
    key = {"account_id": account_id, "folder": folder}
    await tx.execute(insert(mail_folder_table).values(**key).on_conflict_do_nothing())
    columns = select(f.uidvalidity, f.next_uid, f.first_uid, f.imported_uid, f.read_at)
    row = (await tx.execute(columns.where(f.account_id == account_id, f.folder == folder))).one()
    return Place(*tuple(row))


async def begin(tx: Tx, account_id: UUID, folder: str, uidvalidity: int, next_uid: int) -> None:
    """The folder's numbering is a new one: what is below `next_uid` is kept or history."""
    values = {
        "uidvalidity": uidvalidity, "next_uid": next_uid, "first_uid": next_uid, "imported_uid": 0, "read_at": tx.now,
    }  # fmt: skip
    where = (f.account_id == account_id, f.folder == folder)
    await tx.execute(update(mail_folder_table).where(*where).values(**values))


async def read_up_to(tx: Tx, account_id: UUID, folder: str, uidvalidity: int, uid: int) -> None:
    """Everything up to `uid` is kept. Never backwards, nor in a numbering that is over."""
    values = {"next_uid": func.greatest(f.next_uid, uid + 1), "read_at": tx.now}
    where = (f.account_id == account_id, f.folder == folder, f.uidvalidity == uidvalidity)
    await tx.execute(update(mail_folder_table).where(*where).values(**values))


async def imported_up_to(tx: Tx, account_id: UUID, folder: str, uidvalidity: int, uid: int) -> None:
    """The same for the history."""
    values = {"imported_uid": func.greatest(f.imported_uid, uid)}
    where = (f.account_id == account_id, f.folder == folder, f.uidvalidity == uidvalidity)
    await tx.execute(update(mail_folder_table).where(*where).values(**values))


async def watch(tx: Tx, account_id: UUID, folder: str, me: UUID, lasts: timedelta) -> bool:
    """Listen to the folder for so long; False while another process does."""
    await place(tx, account_id, folder)
    free = or_(f.watcher == me, f.watched_until.is_(None), f.watched_until < tx.now)
    taking = update(mail_folder_table).where(f.account_id == account_id, f.folder == folder, free)
    return bool((await tx.execute(taking.values(watcher=me, watched_until=tx.now + lasts))).rowcount)


async def may_answer(tx: Tx, account_id: UUID, outgoing_id: UUID, recipient: str, most: int) -> bool:
    """Whether one more automatic answer may go to `recipient` (hashed) this hour; then it is noted. The same again is
    the same one."""
    last_hour = (a.account_id == account_id, a.recipient == recipient, a.at > tx.now - _HOUR)
    count = select(func.count()).where(*last_hour, a.outgoing_id != bindparam("this"))
    if (await tx.execute(count, {"this": outgoing_id})).scalar_one() >= most:
        return False
    row = {"outgoing_id": outgoing_id, "account_id": account_id, "recipient": recipient, "at": tx.now}
    await tx.execute(insert(mail_automatic_table).values(**row).on_conflict_do_nothing())
    return True


async def forget(tx: Tx) -> None:
    """Rows that no hour needs."""
    await tx.execute(delete(mail_automatic_table).where(a.at < tx.now - _KEPT))
