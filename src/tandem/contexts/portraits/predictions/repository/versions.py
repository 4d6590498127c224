"""Trained versions: what is asked for, under way, ready; and which of them is in force."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, text, update

from tandem.contexts.access.api import Actor
from tandem.contexts.portraits.predictions.models import (
    prediction_publication_table,
    prediction_version_table,
)
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

v, p = prediction_version_table.c, prediction_publication_table.c
OPEN = ("queued", "training")
_LOCK = text("SELECT pg_advisory_xact_lock(31337, 12)")


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
    most_customers: int
    as_of: date | None
    data_hash: str | None
    object_key: str | None
    sha256: str | None
    bytes: int | None
    customers: int | None
    rows: int | None
    quality: Mapping[str, Any] | None
    reason: str | None
    reason_params: Mapping[str, Any]

    @property
    def open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True)
class Publication:
    id: UUID
    version: int
    since: datetime
    by_name: str
    before_id: UUID | None


@dataclass(frozen=True)
class Served:
    """What is in force, with the file behind it."""

    version: int
    object_key: str
    sha256: str


_VERSION = [v[field.name] for field in fields(Version)]
_PUBLICATION = [p[field.name] for field in fields(Publication)]
_IN_FORCE = select(*_PUBLICATION).where(p.until.is_(None))
_SERVED = (
    select(p.version, v.object_key, v.sha256)
    .join_from(prediction_publication_table, prediction_version_table, v.number == p.version)
    .where(p.until.is_(None))
)


def _of(row: Row[Any]) -> Version:
    return Version(**row._mapping)


async def one_at_a_time(tx: Tx) -> None:
    """Nobody else asks for a version, or publishes one, until this transaction ends."""
    await tx.execute(_LOCK)


async def count_open(tx: Tx) -> int:
    return (await tx.execute(select(func.count()).where(v.state.in_(OPEN)))).scalar_one()


async def add(tx: Tx, actor: Actor, *, note: str, seed: int, most_customers: int) -> Version:
    """The next version, to be trained; the caller holds `one_at_a_time`."""
    number = (await tx.execute(select(func.coalesce(func.max(v.number), 0) + 1))).scalar_one()
    made = insert(prediction_version_table).values(
        number=number, state="queued", note=note, by=actor.label, by_name=actor.name, at=tx.now, seed=seed,
        most_customers=most_customers,
    )  # fmt: skip
    return _of((await tx.execute(made.returning(*_VERSION))).one())


async def find(tx: Tx, number: int, *, lock: bool = False) -> Version | None:
    query = select(*_VERSION).where(v.number == number)
    row = (await tx.execute(query.with_for_update() if lock else query)).one_or_none()
    return _of(row) if row else None


async def listed(tx: Tx, limit: int) -> list[Version]:
    """Newest first."""
    rows = await tx.execute(select(*_VERSION).order_by(v.number.desc()).limit(limit))
    return [_of(row) for row in rows.all()]


async def change(tx: Tx, number: int, values: Mapping[str, Any]) -> bool:
    """Change a version that is not over; False when it is."""
    done = await tx.execute(
        update(prediction_version_table).where(v.number == number, v.state.in_(OPEN)).values(**values)
    )
    return bool(done.rowcount)


async def ever_published(tx: Tx) -> bool:
    """Whether any version was in force at any time."""
    return (await tx.execute(select(p.id).limit(1))).first() is not None


async def in_force(tx: Tx) -> Publication | None:
    row = (await tx.execute(_IN_FORCE)).one_or_none()
    return Publication(**row._mapping) if row else None


async def served(tx: Tx) -> Served | None:
    """What processes serve now."""
    row = (await tx.execute(_SERVED)).one_or_none()
    return Served(**row._mapping) if row else None


async def publication(tx: Tx, id_: UUID) -> Publication:
    return Publication(**(await tx.execute(select(*_PUBLICATION).where(p.id == id_))).one()._mapping)


async def held_in_force(tx: Tx) -> int | None:
    """The version in force, which stays so until commit; None when none is."""
    query = select(p.version).where(p.until.is_(None)).with_for_update(read=True)
    found: int | None = (await tx.execute(query)).scalar_one_or_none()
    return found


async def end(tx: Tx, actor: Actor) -> None:
    """End what is in force."""
    await tx.execute(
        update(prediction_publication_table)
        .where(p.until.is_(None))
        .values(until=tx.now, ended_by=actor.label)
    )


async def begin(tx: Tx, actor: Actor, version: int, before_id: UUID | None) -> None:
    await tx.execute(
        insert(prediction_publication_table).values(
            id=new_id(),
            version=version,
            since=tx.now,
            by=actor.label,
            by_name=actor.name,
            before_id=before_id,
        )
    )
