"""Tags, and who has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from tandem.contexts.portraits.models import tag_grant_table, tag_table
from tandem.kit import json
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

t, g = tag_table.c, tag_grant_table.c


@dataclass(frozen=True)
class Tag:
    """`origin`: how it is given: hand, rule or model."""

    id: UUID
    key: str
    name: str
    name_en: str
    color: str
    note: str
    origin: str
    created_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True)
class Grant:
    """That a customer has a tag: why, since when, until when, and how it ended."""

    id: UUID
    customer_id: UUID
    tag_id: UUID
    key: str
    name: str
    name_en: str
    color: str
    origin: str
    why: dict[str, Any]
    since: datetime
    until: datetime | None
    by_name: str
    ended_at: datetime | None
    ended_by: str | None
    end_reason: str | None


_TAG = [t.id, t.key, t.name, t.name_en, t.color, t.note, t.origin, t.created_at, t.retired_at]
_GRANT = [
    g.id, g.customer_id, g.tag_id, t.key, t.name, t.name_en, t.color, g.origin, g.why, g.since, g.until, g.by_name,
    g.ended_at, g.ended_by, g.end_reason,
]  # fmt: skip
_GRANTS = select(*_GRANT).join(tag_table, t.id == g.tag_id)
_OF = g.customer_id == any_(bindparam("customer_ids", type_=ARRAY(Uuid)))
_STANDING = _GRANTS.where(_OF, g.ended_at.is_(None)).order_by(g.since, g.id)
_EXPLAIN = (
    update(tag_grant_table)
    .where(g.id == bindparam("of_grant"))
    .values(why=bindparam("new_why", type_=g.why.type))
)


async def all_tags(tx: Tx, *, retired: bool = False) -> list[Tag]:
    query = select(*_TAG).order_by(t.created_at, t.id)
    query = query if retired else query.where(t.retired_at.is_(None))
    return [Tag(**row._mapping) for row in (await tx.execute(query)).all()]


async def by_key(tx: Tx, key: str) -> Tag | None:
    row = (await tx.execute(select(*_TAG).where(t.key == key))).one_or_none()
    return Tag(**row._mapping) if row else None


async def add(tx: Tx, **values: Any) -> UUID | None:
    """None when the key is taken."""
    id_ = new_id()
    made = await tx.execute(
        upsert(tag_table)
        .values(id=id_, created_at=tx.now, **values)
        .on_conflict_do_nothing(index_elements=["key"])
    )
    return id_ if made.rowcount else None


async def change(tx: Tx, tag_id: UUID, **values: Any) -> None:
    await tx.execute(update(tag_table).where(t.id == tag_id).values(**values))


async def holders(tx: Tx) -> dict[UUID, int]:
    """How many have each tag now."""
    query = (
        select(g.tag_id, func.count(g.customer_id.distinct()).label("having"))
        .where(g.ended_at.is_(None), _goes_on(tx))
        .group_by(g.tag_id)
    )
    return {row.tag_id: row.having for row in (await tx.execute(query)).all()}


def _goes_on(tx: Tx) -> Any:
    return or_(g.until.is_(None), g.until > tx.now)


async def standing(tx: Tx, customer_ids: Sequence[UUID]) -> list[Grant]:
    """The grants not ended, those whose time is over and not yet noted among them."""
    rows = await tx.execute(_STANDING, {"customer_ids": list(customer_ids)})
    return [Grant(**row._mapping) for row in rows.all()]


async def history(tx: Tx, customer_ids: Sequence[UUID], limit: int) -> list[Grant]:
    """Newest first."""
    query = _GRANTS.where(g.customer_id.in_(list(customer_ids))).order_by(g.since.desc(), g.id.desc())
    return [Grant(**row._mapping) for row in (await tx.execute(query.limit(limit))).all()]


async def of_tag(tx: Tx, tag_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int) -> list[Grant]:
    """The grants of one tag, newest first."""
    query = _GRANTS.where(g.tag_id == tag_id)
    if after is not None:
        query = query.where(tuple_(g.since, g.id) < after)
    rows = await tx.execute(query.order_by(g.since.desc(), g.id.desc()).limit(limit))
    return [Grant(**row._mapping) for row in rows.all()]


async def find_grant(tx: Tx, grant_id: UUID) -> Grant | None:
    row = (await tx.execute(_GRANTS.where(g.id == grant_id))).one_or_none()
    return Grant(**row._mapping) if row else None


async def give(tx: Tx, **values: Any) -> UUID:
    id_ = new_id()
    await tx.execute(insert(tag_grant_table).values(id=id_, since=tx.now, **values))
    return id_


async def give_all(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """`give` for many, by COPY."""
    if not rows:
        return
    raw = await tx.raw()
    names = ("customer_id", "tag_id", "origin", "why", "until", "by", "by_name")
    await raw.copy_records_to_table(
        tag_grant_table.name, columns=("id", "since", *names),
        records=[
            (new_id(), tx.now, *(json.dumps(row[name]).decode() if name == "why" else row[name] for name in names))
            for row in rows
        ],
    )  # fmt: skip


async def explain(tx: Tx, grant_id: UUID, why: dict[str, Any]) -> None:
    """The tag goes on for a reason that reads differently by now."""
    await tx.execute(_EXPLAIN, {"of_grant": grant_id, "new_why": why})


async def prolong(tx: Tx, grant_id: UUID, until: datetime | None, why: dict[str, Any]) -> None:
    await tx.execute(update(tag_grant_table).where(g.id == grant_id).values(until=until, why=why))


async def end(tx: Tx, grant_id: UUID, *, by: str, reason: str) -> bool:
    """False when it had ended before."""
    done = await tx.execute(
        update(tag_grant_table)
        .where(g.id == grant_id, g.ended_at.is_(None))
        .values(ended_at=tx.now, ended_by=by, end_reason=reason)
    )
    return bool(done.rowcount)


async def forget_reasons(tx: Tx, customer_ids: Sequence[UUID]) -> None:
    """Empty why these customers have, or had, tags."""
    await tx.execute(update(tag_grant_table).where(g.customer_id.in_(list(customer_ids))).values(why={}))
