"""Log-in attempts: what locks are made of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update

from tandem.contexts.access.models import login_attempt_table
from tandem.contexts.access.rules import MEMORY
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

a = login_attempt_table.c
KEPT = timedelta(days=30)


async def lock_name(tx: Tx, username_hash: str) -> None:
    """One attempt at a name is decided at a time, so that parallel guesses cannot outrun the lock."""
    await tx.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('access.sign_in:' || :name, 0))"),
        {"name": username_hash},
    )


async def failures(tx: Tx, username_hash: str) -> Sequence[datetime]:
    """Times of failed and pending attempts since the last success or reset, ascending."""
    cleared = (
        select(func.max(a.at))
        .where(a.username_hash == username_hash, a.outcome.in_(["succeeded", "cleared"]))
        .scalar_subquery()
    )
    rows = await tx.execute(
        select(a.at)
        .where(
            a.username_hash == username_hash,
            a.outcome.in_(["failed", "pending"]),
            a.at >= tx.now - MEMORY,
            a.at > func.coalesce(cleared, text("'-infinity'::timestamptz")),
        )
        .order_by(a.at)
    )
    return rows.scalars().all()


async def add(tx: Tx, username_hash: str, ip_hash: str | None, outcome: str = "pending") -> UUID:
    """Note an attempt, and forget some that are long over."""
    attempt_id = new_id()
    await tx.execute(
        insert(login_attempt_table).values(
            id=attempt_id, username_hash=username_hash, ip_hash=ip_hash, at=tx.now, outcome=outcome
        )
    )
    old = select(a.id).where(a.at < tx.now - KEPT).order_by(a.at).limit(20).scalar_subquery()
    await tx.execute(delete(login_attempt_table).where(a.id.in_(old)))
    return attempt_id


async def conclude(tx: Tx, attempt_id: UUID, outcome: str) -> None:
    await tx.execute(update(login_attempt_table).where(a.id == attempt_id).values(outcome=outcome, at=tx.now))
