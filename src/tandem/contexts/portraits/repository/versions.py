"""Versions of rules, and which of them are in force."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import distinct_on

from tandem.contexts.access.api import Actor
from tandem.contexts.portraits.models import publication_table, rule_version_table
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

v, pub = rule_version_table.c, publication_table.c
_NEXT = text("SELECT pg_advisory_xact_lock(hashtext('portrait_rule'), hashtext(:subject))")


@dataclass(frozen=True)
class Version:
    """`content`: {"rule": …} of a tag, {"segments": […]} of a layer, {"cells": […], "layers": […]} of strategies."""

    id: UUID
    subject: str
    number: int
    content: dict[str, Any]
    note: str
    made_at: datetime
    made_by: str
    made_by_name: str


@dataclass(frozen=True)
class Publication:
    subject: str
    number: int | None
    at: datetime
    by_name: str


_COLUMNS = [v.id, v.subject, v.number, v.content, v.note, v.made_at, v.made_by, v.made_by_name]
_LATEST = (
    select(pub.subject, pub.rule_id)
    .ext(distinct_on(pub.subject))
    .order_by(pub.subject, pub.at.desc(), pub.id.desc())
    .subquery()
)
_IN_FORCE = select(*_COLUMNS).join(_LATEST, _LATEST.c.rule_id == v.id)


async def add(tx: Tx, subject: str, content: dict[str, Any], note: str, actor: Actor) -> Version:
    """The next version of a subject; it is in force for nobody yet."""
    await tx.execute(_NEXT, {"subject": subject})
    last = (await tx.execute(select(func.max(v.number)).where(v.subject == subject))).scalar_one_or_none()
    values: dict[str, Any] = {
        "id": new_id(), "subject": subject, "number": (last or 0) + 1, "content": content, "note": note,
        "made_at": tx.now, "made_by": actor.label, "made_by_name": actor.name,
    }  # fmt: skip
    await tx.execute(insert(rule_version_table).values(**values))
    return Version(**values)


async def find(tx: Tx, subject: str, number: int) -> Version | None:
    row = (await tx.execute(select(*_COLUMNS).where(v.subject == subject, v.number == number))).one_or_none()
    return Version(**row._mapping) if row else None


async def of_subject(tx: Tx, subject: str, limit: int = 50) -> list[Version]:
    """Newest first."""
    query = select(*_COLUMNS).where(v.subject == subject).order_by(v.number.desc()).limit(limit)
    return [Version(**row._mapping) for row in (await tx.execute(query)).all()]


async def in_force(tx: Tx) -> dict[str, Version]:
    """By subject; subjects of which nothing is published are absent."""
    return {row.subject: Version(**row._mapping) for row in (await tx.execute(_IN_FORCE)).all()}


async def newest(tx: Tx) -> dict[str, Version]:
    """The newest version of every subject, in force or not."""
    query = select(*_COLUMNS).ext(distinct_on(v.subject)).order_by(v.subject, v.number.desc())
    return {row.subject: Version(**row._mapping) for row in (await tx.execute(query)).all()}


async def publish(tx: Tx, subject: str, version_id: UUID | None, actor: Actor) -> None:
    """From now on this version is in force; None: none is."""
    await tx.execute(
        insert(publication_table).values(
            id=new_id(), subject=subject, rule_id=version_id, at=tx.now, by=actor.label, by_name=actor.name
        )
    )


async def publications(tx: Tx, subject: str, limit: int = 50) -> list[Publication]:
    """Newest first."""
    query = (
        select(pub.subject, v.number, pub.at, pub.by_name)
        .outerjoin(rule_version_table, v.id == pub.rule_id)
        .where(pub.subject == subject)
        .order_by(pub.at.desc(), pub.id.desc())
        .limit(limit)
    )
    return [
        Publication(row.subject, row.number, row.at, row.by_name) for row in (await tx.execute(query)).all()
    ]
