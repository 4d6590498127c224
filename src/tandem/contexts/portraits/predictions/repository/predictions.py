"""What is predicted of whom, and whom to look at next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.portraits.predictions.models import prediction_table, prediction_turn_table
from tandem.kit.db import Tx

p, t = prediction_table.c, prediction_turn_table.c
_OF = select(p.target, p.version, p.at, p.as_of, p.expires_at, p.probability, p.outcomes).where(
    p.customer_id == bindparam("customer_id"), p.expires_at > bindparam("now")
)
_DUE = (
    select(t.customer_id)
    .where(t.due_at <= bindparam("now"))
    .order_by(t.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True)
class Predicted:
    """`target`: need or dormancy; `probability` is the likeliest outcome's. `outcomes`: {"outcome", "probability",
    "because"}, the likeliest first."""

    target: str
    version: int
    at: datetime
    as_of: date
    expires_at: datetime
    probability: float
    outcomes: Sequence[Mapping[str, Any]]


async def of(tx: Tx, customer_id: UUID) -> dict[str, Predicted]:
    """By target, those that have not expired."""
    rows = await tx.execute(_OF, {"customer_id": customer_id, "now": tx.now})
    return {row.target: Predicted(**row._mapping) for row in rows.all()}


async def keep(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Each replaces the one before it."""
    if not rows:
        return
    new = insert(prediction_table).values([dict(one) for one in rows])
    changed = {name: new.excluded[name] for name in p.keys() if name not in ("customer_id", "target")}  # noqa: SIM118
    await tx.execute(new.on_conflict_do_update(index_elements=["customer_id", "target"], set_=changed))


async def forget(tx: Tx, customer_ids: Sequence[UUID]) -> int:
    """Nothing is predicted of these customers, and nobody looks at them again; how many predictions went."""
    # The turns first: whoever writes a prediction holds its turn, so that what it wrote is seen here.
    await tx.execute(delete(prediction_turn_table).where(t.customer_id.in_(list(customer_ids))))
    gone = await tx.execute(delete(prediction_table).where(p.customer_id.in_(list(customer_ids))))
    return gone.rowcount


async def forget_expired(tx: Tx, most: int) -> int:
    """Delete predictions that are shown no more."""
    old = select(p.customer_id, p.target).where(p.expires_at <= tx.now).limit(most).subquery()
    gone = await tx.execute(
        delete(prediction_table).where(p.customer_id == old.c.customer_id, p.target == old.c.target)
    )
    return gone.rowcount


async def forget_targets(tx: Tx, targets: Sequence[str]) -> None:
    """Delete what was predicted of targets that no version in force predicts."""
    await tx.execute(delete(prediction_table).where(p.target.in_(list(targets))))


async def due(tx: Tx, most: int) -> list[UUID]:
    """Whose time has come, the longest waiting first, locked, and not those whom another process has."""
    return list((await tx.execute(_DUE, {"now": tx.now, "most": most})).scalars().all())


async def put_in_line(
    tx: Tx, times: Mapping[UUID, datetime], *, sooner: bool = False, claimed: datetime | None = None
) -> None:
    """Look at these customers then. `sooner`: nobody's time becomes later. `claimed`: only those whose time still is
    this one: what happened meanwhile has brought the others forward."""
    if not times:
        return
    # In id order, as everybody who locks several turns does.
    new = insert(prediction_turn_table).values(
        [{"customer_id": id_, "due_at": times[id_]} for id_ in sorted(times)]
    )
    at = func.least(t.due_at, new.excluded.due_at) if sooner else new.excluded.due_at
    still = None if claimed is None else t.due_at == claimed
    await tx.execute(
        new.on_conflict_do_update(index_elements=["customer_id"], set_={"due_at": at}, where=still)
    )


async def hold(tx: Tx, customer_ids: Sequence[UUID]) -> set[UUID]:
    """Those of them who still have a turn, locked until commit: nobody forgets them meanwhile."""
    query = select(t.customer_id).where(t.customer_id.in_(list(customer_ids))).order_by(t.customer_id)
    return set((await tx.execute(query.with_for_update())).scalars().all())


@dataclass(frozen=True)
class Reach:
    """How far predicting is: in line, late (their time was over an hour ago), with a prediction that is shown, of this
    version; and the newest."""

    waiting: int
    late: int
    predicted: int
    by_version: int
    newest: datetime | None


async def reach(tx: Tx, version: int | None, late_before: datetime) -> Reach:
    late = func.count().filter(t.due_at < late_before)
    query = select(func.count().label("waiting"), late.label("late")).select_from(prediction_turn_table)
    line = (await tx.execute(query)).one()
    mine = func.count(p.customer_id.distinct()).filter(p.version == version)
    everybody = func.count(p.customer_id.distinct()).label("everybody")
    shown = select(everybody, mine.label("mine"), func.max(p.at).label("newest")).where(p.expires_at > tx.now)
    told = (await tx.execute(shown)).one()
    return Reach(line.waiting, line.late, told.everybody, told.mine, told.newest)


async def collected(tx: Tx, customer_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """All that is kept of these customers, for a copy of their data."""
    query = (
        select(p.customer_id, p.target, p.at, p.as_of, p.expires_at, p.probability, p.outcomes)
        .where(p.customer_id.in_(list(customer_ids)))
        .order_by(p.at, p.target)
    )
    return [dict(row._mapping) for row in (await tx.execute(query)).all()]


async def forget_of(tx: Tx, customer_ids: Sequence[UUID], kept: Sequence[Mapping[str, Any]]) -> None:
    """Delete what was predicted of these customers and is not among what is `kept` now."""
    stay = {(one["customer_id"], one["target"]) for one in kept}
    rows = await tx.execute(select(p.customer_id, p.target).where(p.customer_id.in_(list(customer_ids))))
    for row in rows.all():
        if (row.customer_id, row.target) not in stay:
            await tx.execute(
                delete(prediction_table).where(p.customer_id == row.customer_id, p.target == row.target)
            )
