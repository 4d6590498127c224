"""Trained versions: what is asked for, under way, ready."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, text, update

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.training.models import bot_intent_version_table
from tandem.kit.db import Tx

v = bot_intent_version_table.c
OPEN = ("queued", "training")
_LOCK = text("SELECT pg_advisory_xact_lock(31337, 2)")


@dataclass(frozen=True)
class Version:
    """See models. `open`: it may become ready yet."""

    number: int
    state: str
    note: str
    by_name: str
    at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    stop_asked_at: datetime | None
    step: str | None
    done: int
    total: int
    attempts: int
    seed: int
    teach: bool
    data_object: str | None
    data_hash: str | None
    object_key: str | None
    sha256: str | None
    bytes: int | None
    examples: int | None
    intents: int | None
    encoders: Mapping[str, str]
    missing: list[str]
    quality: Mapping[str, Any] | None
    reason: str | None
    reason_params: Mapping[str, Any]

    @property
    def open(self) -> bool:
        return self.state in OPEN


_COLUMNS = [v[field.name] for field in fields(Version)]


def _of(row: Row[Any]) -> Version:
    return Version(**row._mapping)


async def one_at_a_time(tx: Tx) -> None:
    """Nobody else asks for a version until this transaction ends."""
    await tx.execute(_LOCK)


async def count_open(tx: Tx) -> int:
    """How many wait or are being trained."""
    return (await tx.execute(select(func.count()).where(v.state.in_(OPEN)))).scalar_one()


async def add(tx: Tx, actor: Actor, note: str, seed: int, *, teach: bool = False) -> Version:
    """The next version, to be trained."""
    await one_at_a_time(tx)
    number = (await tx.execute(select(func.coalesce(func.max(v.number), 0) + 1))).scalar_one()
    row = (
        await tx.execute(
            insert(bot_intent_version_table)
            .values(
                number=number, state="queued", note=note, by=actor.label, by_name=actor.name, at=tx.now,
                seed=seed, teach=teach,
            )
            .returning(*_COLUMNS)
        )
    ).one()  # fmt: skip
    return _of(row)


async def find(tx: Tx, number: int, *, lock: bool = False) -> Version | None:
    query = select(*_COLUMNS).where(v.number == number)
    row = (await tx.execute(query.with_for_update() if lock else query)).one_or_none()
    return _of(row) if row else None


async def listed(tx: Tx, limit: int) -> list[Version]:
    """Newest first."""
    rows = await tx.execute(select(*_COLUMNS).order_by(v.number.desc()).limit(limit))
    return [_of(row) for row in rows.all()]


async def newest_ready(tx: Tx) -> Version | None:
    query = select(*_COLUMNS).where(v.state == "ready").order_by(v.number.desc()).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return _of(row) if row else None


async def change(tx: Tx, number: int, values: Mapping[str, Any]) -> bool:
    """Change a version that is not over; False when it is."""
    done = await tx.execute(
        update(bot_intent_version_table).where(v.number == number, v.state.in_(OPEN)).values(**values)
    )
    return bool(done.rowcount)
