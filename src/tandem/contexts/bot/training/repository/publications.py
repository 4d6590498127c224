"""Which versions answer customers, from when to when, and by whose word."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, insert, select, text, update

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.training.models import bot_intent_version_table, bot_publication_table
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

p, v = bot_publication_table.c, bot_intent_version_table.c
Arm = Literal["base", "trial"]
_LOCK = text("SELECT pg_advisory_xact_lock(31337, 4)")


@dataclass(frozen=True)
class Publication:
    id: UUID
    version: int
    arm: Arm
    share: float
    since: datetime
    by_name: str
    before_id: UUID | None


@dataclass(frozen=True)
class Served:
    """A publication in force, with the files behind it: the model, and the examples it learned from."""

    version: int
    arm: Arm
    share: float
    object_key: str
    sha256: str
    data_object: str


_COLUMNS = [p[field.name] for field in fields(Publication)]


def _of(row: Row[Any]) -> Publication:
    return Publication(**row._mapping)


async def one_at_a_time(tx: Tx) -> None:
    """Nobody else publishes until this transaction ends."""
    await tx.execute(_LOCK)


async def in_force(tx: Tx) -> dict[str, Publication]:
    """By arm."""
    rows = await tx.execute(select(*_COLUMNS).where(p.until.is_(None)))
    return {row.arm: _of(row) for row in rows.all()}


async def served(tx: Tx) -> tuple[Served, ...]:
    """What processes serve now, base first."""
    rows = await tx.execute(
        select(p.version, p.arm, p.share, v.object_key, v.sha256, v.data_object)
        .join_from(bot_publication_table, bot_intent_version_table, v.number == p.version)
        .where(p.until.is_(None))
        .order_by(p.arm)
    )
    return tuple(Served(**row._mapping) for row in rows.all())


async def before(tx: Tx) -> int | None:
    """The version that was the base before the one in force."""
    earlier = bot_publication_table.alias("earlier")
    found = await tx.execute(
        select(earlier.c.version)
        .join_from(bot_publication_table, earlier, earlier.c.id == p.before_id)
        .where(p.until.is_(None), p.arm == "base")
    )
    return found.scalar_one_or_none()


async def get(tx: Tx, id_: UUID) -> Publication:
    return _of((await tx.execute(select(*_COLUMNS).where(p.id == id_))).one())


async def end(tx: Tx, actor: Actor) -> None:
    """End all that is in force."""
    await tx.execute(
        update(bot_publication_table).where(p.until.is_(None)).values(until=tx.now, ended_by=actor.label)
    )


async def begin(tx: Tx, actor: Actor, version: int, arm: Arm, share: float, before_id: UUID | None) -> None:
    await tx.execute(
        insert(bot_publication_table).values(
            id=new_id(), version=version, arm=arm, share=share, since=tx.now, by=actor.label,
            by_name=actor.name, before_id=before_id,
        )
    )  # fmt: skip
