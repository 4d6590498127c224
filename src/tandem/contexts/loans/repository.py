"""All SQL of the loans context."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, any_, bindparam, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from tandem.contexts.loans.command import Command, Commanded, Outcome
from tandem.contexts.loans.models import loan_command_table
from tandem.contexts.loans.rules.checking import kept
from tandem.contexts.loans.rules.waiting import LIFE, next_ask
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

t = loan_command_table.c
_COLUMNS = [
    t.id, t.key, t.customer, t.kind, t.params, t.state, t.actor, t.requested_at, t.expires_at, t.settled_at,
    t.number, t.refusal, t.details, t.asks,
]  # fmt: skip
_OPEN = t.state.in_(["requested", "pending"])

_BY_KEY = select(*_COLUMNS).where(t.key == bindparam("of_key"))
_BY_ID = select(*_COLUMNS).where(t.id == bindparam("of_id"))
_BY_IDS = select(*_COLUMNS).where(t.id.in_(bindparam("ids", expanding=True)))
_OF_CUSTOMER = (
    select(*_COLUMNS)
    .where(t.customer == bindparam("of_number"))
    .order_by(t.requested_at.desc(), t.id.desc())
    .limit(bindparam("count"))
)
_ADD = (
    insert(loan_command_table).on_conflict_do_nothing(index_elements=["key"]).returning(*_COLUMNS)
)  # fmt: skip

_FORGET = (
    update(loan_command_table)
    .where(
        t.customer == any_(bindparam("numbers", type_=ARRAY(Text))), ~_OPEN, t.params.has_key("description")
    )
    .values(params=t.params.concat(cast({"description": ""}, JSONB)))
)


def _commanded(row: Row[Any]) -> Commanded:
    return Commanded(**row._mapping)


async def add(tx: Tx, command: Command, actor: str) -> Commanded | None:
    """Write a command down as requested; None when its key is known. Waits for whoever is writing the same key."""
    values = {
        "id": new_id(), "key": command.key, "customer": command.customer, "kind": command.kind,
        "params": kept(command.params), "state": "requested", "actor": actor, "requested_at": tx.now,
        "expires_at": tx.now + LIFE, "ask_at": next_ask(2, tx.now), "details": {}, "asks": 0,
    }  # fmt: skip
    row = (await tx.execute(_ADD, values)).one_or_none()
    return _commanded(row) if row else None


async def forget_words(tx: Tx, numbers: Sequence[str]) -> int:
    """Blank what these borrowers said in their own words in settled commands; how many. That they asked stays."""
    done = await tx.execute(_FORGET, {"numbers": list(numbers)})
    return done.rowcount


async def by_key(tx: Tx, key: str) -> Commanded | None:
    """The command with this key, or None."""
    row = (await tx.execute(_BY_KEY, {"of_key": key})).one_or_none()
    return _commanded(row) if row else None


async def get(tx: Tx, command_id: UUID) -> Commanded:
    return _commanded((await tx.execute(_BY_ID, {"of_id": command_id})).one())


async def by_ids(tx: Tx, ids: Sequence[UUID]) -> list[Commanded]:
    """Lines of the journal by id; unknown ones are absent."""
    if not ids:
        return []
    return [_commanded(row) for row in (await tx.execute(_BY_IDS, {"ids": list(ids)})).all()]


async def renew(tx: Tx, command_id: UUID) -> Commanded | None:
    """A command that never left is requested anew; None when somebody else was faster."""
    row = (
        await tx.execute(
            update(loan_command_table)
            .where(t.id == command_id, t.refusal == "core_unavailable")
            .values(
                state="requested", refusal=None, settled_at=None, requested_at=tx.now, expires_at=tx.now + LIFE,
                ask_at=next_ask(2, tx.now), asks=0,
            )
            .returning(*_COLUMNS)
        )
    ).one_or_none()  # fmt: skip
    return _commanded(row) if row else None


async def settle(tx: Tx, command_id: UUID, outcome: Outcome) -> Commanded | None:
    """Note what came of it; None when that is known already."""
    values: Mapping[str, Any] = {
        "state": "done" if outcome.done else "refused", "settled_at": tx.now, "number": outcome.number,
        "refusal": outcome.refusal, "details": dict(outcome.details), "ask_at": None,
    }  # fmt: skip
    row = (
        await tx.execute(
            update(loan_command_table).where(t.id == command_id, _OPEN).values(**values).returning(*_COLUMNS)
        )
    ).one_or_none()
    return _commanded(row) if row else None


async def leave_open(tx: Tx, command_id: UUID) -> bool:
    """Sent, and nobody knows what came of it. True when that is news."""
    done = await tx.execute(
        update(loan_command_table).where(t.id == command_id, t.state == "requested").values(state="pending")
    )
    return bool(done.rowcount)


async def claim(tx: Tx, limit: int) -> list[Commanded]:
    """Open commands whose time to ask has come; each is asked about by one process, and again later."""
    due = (
        select(t.id, t.asks)
        .where(_OPEN, t.ask_at <= tx.now)
        .order_by(t.ask_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found: Sequence[Row[Any]] = (await tx.execute(due)).all()
    claimed = []
    for row in found:
        changed = (
            update(loan_command_table)
            .where(t.id == row.id)
            .values(asks=row.asks + 1, ask_at=next_ask(row.asks, tx.now))
            .returning(*_COLUMNS)
        )
        claimed.append(_commanded((await tx.execute(changed)).one()))
    return claimed


async def of_customer(tx: Tx, customer: str, limit: int) -> list[Commanded]:
    """A customer's commands, newest first."""
    asked = {"of_number": customer, "count": limit}
    return [_commanded(row) for row in (await tx.execute(_OF_CUSTOMER, asked)).all()]


async def open_since(tx: Tx) -> tuple[int, datetime | None]:
    """How many commands are open, and since when the oldest is (for the health page)."""
    query = select(func.count().label("open"), func.min(t.requested_at).label("since")).where(_OPEN)
    row = (await tx.execute(query)).one()
    return row.open, row.since
