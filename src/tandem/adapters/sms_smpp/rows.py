"""The rows of `models`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.adapters.sms_smpp.models import smpp_errand_table, smpp_line_table
from tandem.kit.db import Tx

line, errand = smpp_line_table.c, smpp_errand_table.c
_FORGOTTEN = timedelta(hours=1)


async def hold(tx: Tx, account_id: UUID, me: UUID, lasts: timedelta) -> bool:
    """Hold the account's line for so long; False while another process does."""
    await tx.execute(insert(smpp_line_table).values(account_id=account_id).on_conflict_do_nothing())
    free = or_(line.binder == me, line.held_until.is_(None), line.held_until < tx.now)
    taking = update(smpp_line_table).where(line.account_id == account_id, free)
    return bool((await tx.execute(taking.values(binder=me, held_until=tx.now + lasts))).rowcount)


async def note_bound(tx: Tx, account_id: UUID, me: UUID, bound: str | None) -> None:
    """With which settings the line is open; None: it is not."""
    where = (line.account_id == account_id, line.binder == me, line.bound.is_distinct_from(bound))
    await tx.execute(update(smpp_line_table).where(*where).values(bound=bound))


async def let_go(tx: Tx, account_id: UUID, me: UUID) -> None:
    """Another process may hold the line at once."""
    where = (line.account_id == account_id, line.binder == me)
    await tx.execute(update(smpp_line_table).where(*where).values(binder=None, held_until=None, bound=None))


async def bound(tx: Tx, account_id: UUID) -> str | None:
    """With which settings some process has the line open now; None when none has."""
    query = select(line.bound).where(line.account_id == account_id, line.held_until >= tx.now)
    return (await tx.execute(query)).scalar_one_or_none()


async def ask(tx: Tx, id_: UUID, account_id: UUID, sealed: str) -> None:
    """Ask whoever holds the line to hand a message over. The same again waits with the first."""
    values = {"id": id_, "account_id": account_id, "sealed": sealed, "asked_at": tx.now}
    await tx.execute(insert(smpp_errand_table).values(**values).on_conflict_do_nothing())


async def answer(tx: Tx, id_: UUID) -> Row[Any] | None:
    """outcome, code and detail once there is one; then the row is gone."""
    settled = delete(smpp_errand_table).where(errand.id == id_, errand.outcome.is_not(None))
    return (await tx.execute(settled.returning(errand.outcome, errand.code, errand.detail))).one_or_none()


async def withdraw(tx: Tx, id_: UUID) -> Row[Any] | None:
    """Nobody waits for it any more; what was not taken yet is not sent. What came at the last moment, as of `answer`,
    in one statement: an answer thrown away would have the message sent twice."""
    gone = delete(smpp_errand_table).where(errand.id == id_)
    row = (await tx.execute(gone.returning(errand.outcome, errand.code, errand.detail))).one_or_none()
    return row if row is not None and row.outcome is not None else None


async def take(tx: Tx, account_id: UUID, limit: int) -> Sequence[Row[Any]]:
    """Errands of an account that nobody took yet, oldest first: id and sealed. They are this process's now."""
    waiting = select(errand.id).where(errand.account_id == account_id, errand.taken_at.is_(None))
    waiting = waiting.order_by(errand.asked_at, errand.id).limit(limit).with_for_update(skip_locked=True)
    taking = update(smpp_errand_table).where(errand.id.in_(waiting.scalar_subquery())).values(taken_at=tx.now)
    return (await tx.execute(taking.returning(errand.id, errand.sealed))).all()


async def settle(tx: Tx, id_: UUID, outcome: str, code: str, detail: str = "") -> None:
    values = {"outcome": outcome, "code": code[:200], "detail": detail[:500]}
    await tx.execute(update(smpp_errand_table).where(errand.id == id_).values(**values))


async def forget(tx: Tx, now: datetime) -> None:
    """What nobody came back for."""
    await tx.execute(delete(smpp_errand_table).where(errand.asked_at < now - _FORGOTTEN))
