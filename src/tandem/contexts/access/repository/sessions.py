"""Session rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, insert, select, update

from tandem.contexts.access.actors import Actor
from tandem.contexts.access.models import session_table, staff_table
from tandem.contexts.access.repository.staff import staff_select, to_staff
from tandem.contexts.access.rules import session_over
from tandem.contexts.access.staff import Staff
from tandem.kit.db import Tx

x = session_table.c
KEPT = timedelta(days=90)
TOUCH_EVERY = timedelta(seconds=60)
"""`last_seen_at` is written at most this often, so that reading requests stay reads."""


@dataclass(frozen=True, slots=True)
class LiveSession:
    """`language` is what the person reads now (the browser's), where it differs from the kept locale."""

    id: UUID
    staff: Staff
    preferences: dict[str, Any]
    expires_at: datetime
    last_seen_at: datetime
    language: str | None = None

    @property
    def actor(self) -> Actor:
        return replace(self.staff.actor(), session_id=self.id, locale=self.language or self.staff.locale)


# Built once: every staff request runs this, and building a statement costs more than running it.
_LIVE = (
    staff_select(
        x.id.label("session_id"), x.expires_at, x.last_seen_at, x.ended_at, staff_table.c.preferences
    )
    .join(session_table, x.staff_id == staff_table.c.id)
    .where(x.token_hash == bindparam("hash_of_token"))
)


async def live(tx: Tx, token_hash: bytes, idle: timedelta) -> LiveSession | None:
    """The session of a token if it still counts and its person is active."""
    row = (await tx.execute(_LIVE, {"hash_of_token": token_hash})).one_or_none()
    if row is None or row.deactivated_at is not None:
        return None
    if session_over(
        expires_at=row.expires_at, last_seen_at=row.last_seen_at, ended_at=row.ended_at, idle=idle, now=tx.now
    ):
        return None
    return LiveSession(row.session_id, to_staff(row), dict(row.preferences), row.expires_at, row.last_seen_at)


async def of_person(tx: Tx, staff_id: UUID, idle: timedelta) -> Sequence[Row[Any]]:
    """A person's log-ins that still count, the one used last first: id, created_at, last_seen_at, user_agent."""
    rows = await tx.execute(
        select(x.id, x.created_at, x.last_seen_at, x.user_agent)
        .where(
            x.staff_id == staff_id,
            x.ended_at.is_(None),
            x.expires_at > tx.now,
            x.last_seen_at > tx.now - idle,
        )
        .order_by(x.last_seen_at.desc(), x.id.desc())
    )
    return rows.all()


async def add(
    tx: Tx,
    *,
    id: UUID,
    staff_id: UUID,
    token_hash: bytes,
    expires_at: datetime,
    ip_hash: str | None,
    user_agent: str | None,
) -> None:
    await tx.execute(
        insert(session_table).values(
            id=id,
            staff_id=staff_id,
            token_hash=token_hash,
            created_at=tx.now,
            last_seen_at=tx.now,
            expires_at=expires_at,
            ip_hash=ip_hash,
            user_agent=user_agent,
        )
    )
    old = select(x.id).where(x.expires_at < tx.now - KEPT).limit(20).scalar_subquery()
    await tx.execute(delete(session_table).where(x.id.in_(old)))


async def touch(tx: Tx, session_id: UUID) -> None:
    """Note that the person was heard of, unless that was noted just now."""
    await tx.execute(
        update(session_table)
        .where(x.id == session_id, x.ended_at.is_(None), x.last_seen_at < tx.now - TOUCH_EVERY)
        .values(last_seen_at=tx.now)
    )


async def end(
    tx: Tx, staff_id: UUID, reason: str, *, only: UUID | None = None, but: UUID | None = None
) -> Sequence[UUID]:
    """End a person's sessions (one, or all but one); returns those that ended now."""
    statement = (
        update(session_table)
        .where(x.staff_id == staff_id, x.ended_at.is_(None))
        .values(ended_at=tx.now, ended_reason=reason)
        .returning(x.id)
    )
    if only is not None:
        statement = statement.where(x.id == only)
    if but is not None:
        statement = statement.where(x.id != but)
    return (await tx.execute(statement)).scalars().all()
