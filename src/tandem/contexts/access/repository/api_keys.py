"""Rows of API keys."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, insert, select, text, update

from tandem.contexts.access.api_keys import ApiKey
from tandem.contexts.access.models import api_key_table
from tandem.kit.db import Tx

TOUCH_EVERY = timedelta(minutes=10)
"""`last_used_at` is written at most this often: requests that read stay reads."""

k = api_key_table.c
_SHOWN = (
    k.id, k.name, k.shown, k.scopes, k.per_minute, k.created_at, k.created_by, k.expires_at, k.last_used_at,
    k.revoked_at, k.revoked_by,
)  # fmt: skip
# Built once: every request of an integration runs it.
_BY_HASH = select(*_SHOWN).where(k.key_hash == bindparam("hash_of_key"))


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(**(dict(row._mapping) | {"scopes": tuple(row.scopes)}))


async def by_hash(tx: Tx, hash_of_key: bytes) -> ApiKey | None:
    row = (await tx.execute(_BY_HASH, {"hash_of_key": hash_of_key})).one_or_none()
    return _key(row) if row else None


async def get(tx: Tx, key_id: UUID, *, lock: bool = False) -> ApiKey | None:
    statement = select(*_SHOWN).where(k.id == key_id)
    row = (await tx.execute(statement.with_for_update() if lock else statement)).one_or_none()
    return _key(row) if row else None


async def newest(tx: Tx, limit: int) -> Sequence[ApiKey]:
    """Those in use first, then by age, the newest first."""
    over = (k.revoked_at.is_not(None)) | (k.expires_at <= tx.now)
    rows = await tx.execute(
        select(*_SHOWN).order_by(func.coalesce(over, False), k.created_at.desc(), k.id).limit(limit)
    )
    return [_key(row) for row in rows]


async def standing(tx: Tx) -> int:
    """How many are in use; another waits until this transaction ends."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('access.api_keys', 0))"))
    return int((await tx.execute(select(func.count()).where(k.revoked_at.is_(None)))).scalar_one())


async def names(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = await tx.execute(select(k.id, k.name).where(k.id.in_(list(ids))))
    return {row.id: row.name for row in rows}


async def add(tx: Tx, **values: Any) -> None:
    await tx.execute(insert(api_key_table).values(created_at=tx.now, **values))


async def touch(tx: Tx, key_id: UUID) -> None:
    """Note that it was used, unless that was noted just now."""
    recent: datetime = tx.now - TOUCH_EVERY
    await tx.execute(
        update(api_key_table)
        .where(k.id == key_id, k.last_used_at.is_(None) | (k.last_used_at < recent))
        .values(last_used_at=tx.now)
    )


async def revoke(tx: Tx, key_id: UUID, by: str) -> None:
    await tx.execute(
        update(api_key_table)
        .where(k.id == key_id, k.revoked_at.is_(None))
        .values(revoked_at=tx.now, revoked_by=by)
    )
