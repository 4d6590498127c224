"""Audit rows: reading, and writing seals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select, text

from tandem.contexts.access.chain import START, Entry, Head
from tandem.contexts.access.models import audit_entry_table
from tandem.kit.db import Tx

e = audit_entry_table.c
Unsealed = Sequence[Row[Any]]
_SEALED = (e.seq, e.id, e.at, e.actor, e.action, e.subject, e.data, e.sealed_at, e.prev_hash, e.hash)
# Any constant will do; it only has to be the same in every process.
_SEAL_LOCK = 0x7A4D_E303

_WRITE_SEALS = """
UPDATE access_audit_entry SET seq = v.seq, sealed_at = $1, prev_hash = v.prev_hash, hash = v.hash
FROM unnest($2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[]) AS v(id, seq, prev_hash, hash)
WHERE access_audit_entry.id = v.id
"""


def _entry(row: Row[Any]) -> Entry:
    return Entry(**row._mapping)


async def newest(
    tx: Tx, *, before: int | None, actor: str | None, action: str | None, subject: str | None, limit: int
) -> Sequence[Entry]:
    """Sealed entries, newest first."""
    statement = select(*_SEALED).where(e.seq.is_not(None)).order_by(e.seq.desc()).limit(limit)
    if before is not None:
        statement = statement.where(e.seq < before)
    if actor:
        statement = statement.where(_whole_or_kind(e.actor, actor))
    if subject:
        statement = statement.where(_whole_or_kind(e.subject, subject))
    if action:
        statement = statement.where(e.action.startswith(action, autoescape=True))
    return [_entry(row) for row in await tx.execute(statement)]


def _whole_or_kind(column: ColumnElement[str], wanted: str) -> ColumnElement[bool]:
    return or_(column == wanted, column.startswith(wanted.removesuffix(":") + ":", autoescape=True))


async def after(tx: Tx, seq: int, limit: int) -> Sequence[Entry]:
    """Sealed entries behind `seq`, in order."""
    rows = await tx.execute(select(*_SEALED).where(e.seq > seq).order_by(e.seq).limit(limit))
    return [_entry(row) for row in rows]


async def head(tx: Tx) -> Head:
    """The chain's end; seq 0 when there is no chain yet."""
    row = (
        await tx.execute(select(e.seq, e.hash).where(e.seq.is_not(None)).order_by(e.seq.desc()).limit(1))
    ).one_or_none()
    return Head(row.seq, row.hash) if row else START


async def hash_at(tx: Tx, seq: int) -> bytes | None:
    return (await tx.execute(select(e.hash).where(e.seq == seq))).scalar_one_or_none()


async def backlog(tx: Tx) -> tuple[int, datetime | None]:
    """How many entries wait for their seal, and since when."""
    row = (
        await tx.execute(
            select(func.count().label("waiting"), func.min(e.at).label("oldest")).where(e.seq.is_(None))
        )
    ).one()
    return row.waiting, row.oldest


async def try_seal_lock(tx: Tx) -> bool:
    """True for the one process that may seal until this transaction ends."""
    taken = await tx.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _SEAL_LOCK})
    return bool(taken.scalar_one())


async def unsealed(tx: Tx, limit: int) -> Unsealed:
    rows = await tx.execute(
        select(e.id, e.at, e.actor, e.action, e.subject, e.data)
        .where(e.seq.is_(None))
        .order_by(e.at, e.id)
        .limit(limit)
    )
    return rows.all()


async def write_seals(tx: Tx, entries: Sequence[Entry]) -> None:
    """Write seq, hashes and `sealed_at` (= tx.now) of all entries by one statement."""
    raw = await tx.raw()
    await raw.execute(
        _WRITE_SEALS,
        tx.now,
        [entry.id for entry in entries],
        [entry.seq for entry in entries],
        [entry.prev_hash for entry in entries],
        [entry.hash for entry in entries],
    )
