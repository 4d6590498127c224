"""Who is in which segment, and was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.portraits.models import publication_table, segment_membership_table
from tandem.kit import json
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

m = segment_membership_table.c


@dataclass(frozen=True)
class Membership:
    layer: str
    segment: str
    rule_id: UUID
    why: dict[str, Any]
    since: datetime
    until: datetime | None
    end_reason: str | None


_COLUMNS = [m.layer, m.segment, m.rule_id, m.why, m.since, m.until, m.end_reason]
_STANDING = select(*_COLUMNS).where(m.customer_id == bindparam("of_customer"), m.until.is_(None))
_STANDING_OF_EACH = select(m.customer_id, *_COLUMNS).where(
    m.customer_id == any_(bindparam("ids", type_=ARRAY(Uuid))), m.until.is_(None)
)
_one = select(literal(1).label("one")).subquery("one")
# Publications are only ever added: how many there are tells one state of them from another.
_EDITION = select(func.count()).select_from(publication_table).scalar_subquery()
_STANDING_AND_EDITION = (
    select(_EDITION.label("edition"), *_COLUMNS)
    .select_from(_one)
    .outerjoin(segment_membership_table, (m.customer_id == bindparam("of_customer")) & m.until.is_(None))
)
_HISTORY = (
    select(*_COLUMNS).where(m.customer_id == bindparam("of_customer")).order_by(m.since.desc(), m.id.desc())
)
_END = (
    update(segment_membership_table)
    .where(m.customer_id == bindparam("of_customer"), m.layer == bindparam("of_layer"), m.until.is_(None))
    .values(until=bindparam("now", type_=m.until.type), end_reason=bindparam("reason"))
)
_KEEP = (
    update(segment_membership_table)
    .where(m.customer_id == bindparam("of_customer"), m.layer == bindparam("of_layer"), m.until.is_(None))
    .values(why=bindparam("new_why", type_=m.why.type), rule_id=bindparam("new_rule"))
)
_ADD = insert(segment_membership_table)


async def standing(tx: Tx, customer_id: UUID) -> dict[str, Membership]:
    """By layer."""
    rows = await tx.execute(_STANDING, {"of_customer": customer_id})
    return {row.layer: Membership(**row._mapping) for row in rows.all()}


async def standing_of_each(tx: Tx, customer_ids: Sequence[UUID]) -> dict[UUID, dict[str, Membership]]:
    """The same of several customers; those in no segment are absent."""
    found: dict[UUID, dict[str, Membership]] = {}
    for row in (await tx.execute(_STANDING_OF_EACH, {"ids": list(customer_ids)})).all():
        one = Membership(row.layer, row.segment, row.rule_id, row.why, row.since, row.until, row.end_reason)
        found.setdefault(row.customer_id, {})[row.layer] = one
    return found


async def standing_and_edition(tx: Tx, customer_id: UUID) -> tuple[int, dict[str, Membership]]:
    """`standing`, and how many publications of rules there have been."""
    rows = (await tx.execute(_STANDING_AND_EDITION, {"of_customer": customer_id})).all()
    found = [
        Membership(row.layer, row.segment, row.rule_id, row.why, row.since, row.until, row.end_reason)
        for row in rows
        if row.layer is not None
    ]
    return rows[0].edition, {one.layer: one for one in found}


async def history(tx: Tx, customer_id: UUID, limit: int) -> list[Membership]:
    """Newest first, those that stand among them."""
    rows = await tx.execute(_HISTORY.limit(limit), {"of_customer": customer_id})
    return [Membership(**row._mapping) for row in rows.all()]


async def begin(
    tx: Tx, customer_id: UUID, layer: str, segment: str, rule_id: UUID, why: dict[str, Any]
) -> None:
    values = {
        "id": new_id(), "customer_id": customer_id, "layer": layer, "segment": segment, "rule_id": rule_id,
        "why": why, "since": tx.now,
    }  # fmt: skip
    await tx.execute(_ADD, values)


async def begin_all(tx: Tx, rows: Sequence[tuple[UUID, str, str, UUID, dict[str, Any]]]) -> None:
    """`begin` for many who are in no segment of these layers: (customer, layer, segment, rule, why)."""
    if not rows:
        return
    raw = await tx.raw()
    await raw.copy_records_to_table(
        segment_membership_table.name,
        columns=("id", "customer_id", "layer", "segment", "rule_id", "why", "since"),
        records=[(new_id(), *row[:4], json.dumps(row[4]).decode(), tx.now) for row in rows],
    )


async def end(tx: Tx, customer_id: UUID, layer: str, reason: str) -> None:
    await tx.execute(_END, {"of_customer": customer_id, "of_layer": layer, "now": tx.now, "reason": reason})


async def explain(tx: Tx, customer_id: UUID, layer: str, rule_id: UUID, why: dict[str, Any]) -> None:
    """The membership goes on; the reason is another by now (a newer rule, other facts)."""
    await tx.execute(
        _KEEP, {"of_customer": customer_id, "of_layer": layer, "new_rule": rule_id, "new_why": why}
    )


async def counts(tx: Tx) -> dict[tuple[str, str], int]:
    """How many are in each segment now."""
    query = (
        select(m.layer, m.segment, func.count().label("members"))
        .where(m.until.is_(None))
        .group_by(m.layer, m.segment)
    )
    return {(row.layer, row.segment): row.members for row in (await tx.execute(query)).all()}


async def at_times(
    tx: Tx, asked: Sequence[tuple[UUID, datetime]]
) -> dict[tuple[UUID, datetime], dict[str, str]]:
    """The segments that customers were in at a time; those of nobody are absent."""
    ids: Iterable[UUID] = {customer_id for customer_id, _ in asked}
    query = (
        select(m.customer_id, m.layer, m.segment, m.since, m.until)
        .where(m.customer_id.in_(list(ids)))
        .order_by(m.since)
    )
    rows = (await tx.execute(query)).all()
    spans: dict[UUID, list[Any]] = {}
    for row in rows:
        spans.setdefault(row.customer_id, []).append(row)
    found: dict[tuple[UUID, datetime], dict[str, str]] = {}
    for customer_id, at in asked:
        was = {
            row.layer: row.segment
            for row in spans.get(customer_id, ())
            if row.since <= at and (row.until is None or at < row.until)
        }
        if was:
            found[customer_id, at] = was
    return found


async def forget_reasons(tx: Tx, customer_ids: Sequence[UUID]) -> None:
    """Empty why these customers are, or were, in segments."""
    query = update(segment_membership_table).where(m.customer_id.in_(list(customer_ids)))
    await tx.execute(query.values(why={}))
