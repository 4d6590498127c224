"""The row of facts a customer has, and what is still to be computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    DateTime,
    Row,
    Uuid,
    any_,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from tandem.contexts.portraits.models import portrait_revision_table, portrait_table
from tandem.contexts.portraits.rules.facts import Base
from tandem.contexts.portraits.rules.facts.base import from_json
from tandem.kit import json
from tandem.kit.db import Tx

p = portrait_table.c
_COLUMNS = [
    p.customer_id, p.base, p.without, p.lent_at, p.lent_state, p.wanted, p.done, p.wants_loans, p.computed_at,
    p.revision, p.undecided,
]  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """A portrait row. `base` None: never computed, or nothing may be kept."""

    customer_id: UUID
    base: Base | None
    without: str | None
    lent_at: datetime | None
    lent_state: str
    wanted: int
    done: int
    wants_loans: bool
    computed_at: datetime | None
    revision: int
    undecided: Mapping[str, Any]

    @property
    def behind(self) -> bool:
        return self.done < self.wanted


def _want() -> Any:
    new = insert(portrait_table).values(
        customer_id=bindparam("of_customer"), wanted=1, wants_loans=bindparam("loans", type_=Boolean),
        wanted_at=bindparam("now", type_=DateTime(timezone=True)), created_at=bindparam("now"),
    )  # fmt: skip
    return new.on_conflict_do_update(
        index_elements=["customer_id"],
        set_={
            "wanted": p.wanted + 1,
            "wants_loans": or_(p.wants_loans, new.excluded.wants_loans),
            # Since when it waits: of many events the first that is not done.
            "wanted_at": case((p.done < p.wanted, p.wanted_at), else_=new.excluded.wanted_at),
        },
    )


_WANT = _want()
_GET = select(*_COLUMNS).where(p.customer_id == bindparam("of_customer"))
_LOCK = _GET.with_for_update()
_IDS = any_(bindparam("ids", type_=ARRAY(Uuid)))
# In one order everywhere: whoever locks several waits for nobody who waits for them.
_LOCK_ALL = select(*_COLUMNS).where(p.customer_id == _IDS).order_by(p.customer_id).with_for_update()
_SAVE = (
    update(portrait_table)
    .where(p.customer_id == bindparam("of_customer"))
    .values(
        base=bindparam("new_base", type_=p.base.type), without=bindparam("new_without", type_=p.without.type),
        lent_at=bindparam("new_lent_at", type_=p.lent_at.type), lent_state=bindparam("new_lent_state"),
        done=bindparam("new_done"), wants_loans=bindparam("new_wants_loans", type_=Boolean),
        computed_at=bindparam("now", type_=DateTime(timezone=True)), revision=bindparam("new_revision"),
        undecided=bindparam("new_undecided", type_=p.undecided.type),
    )
)  # fmt: skip
# Many rows in one statement that is the same for any number of them.
_BEGIN = """
INSERT INTO portrait (
    customer_id, base, without, lent_at, lent_state, revision, undecided, wanted, done, computed_at, wanted_at,
    created_at
)
SELECT r.customer_id, r.base, r.without, r.lent_at, r.lent_state, r.revision, r.undecided, 1, 1, $2, $2, $2
FROM jsonb_to_recordset($1::jsonb) AS r(
    customer_id uuid, base jsonb, without text, lent_at timestamptz, lent_state text, revision int, undecided jsonb
)
ON CONFLICT (customer_id) DO NOTHING
RETURNING customer_id
"""
_ABOUT = text("SELECT reltuples FROM pg_class WHERE oid = 'portrait'::regclass")
_REVISION = select(portrait_revision_table.c.revision)


def _kept(row: Row[Any]) -> Kept:
    values = dict(row._mapping)
    values["base"] = from_json(values["base"]) if values["base"] else None
    return Kept(**values)


async def want(tx: Tx, customer_id: UUID, *, loans: bool) -> None:
    """Something happened to the customer; `loans`: the loan book is to be read again."""
    await tx.execute(_WANT, {"of_customer": customer_id, "loans": loans, "now": tx.now})


async def find(tx: Tx, customer_id: UUID) -> Kept | None:
    row = (await tx.execute(_GET, {"of_customer": customer_id})).one_or_none()
    return _kept(row) if row else None


async def lock(tx: Tx, customer_id: UUID) -> Kept | None:
    """The row, locked until commit: whoever computes the same customer waits here."""
    row = (await tx.execute(_LOCK, {"of_customer": customer_id})).one_or_none()
    return _kept(row) if row else None


async def lock_all(tx: Tx, customer_ids: Sequence[UUID]) -> list[Kept]:
    """`lock` for several."""
    return [_kept(row) for row in (await tx.execute(_LOCK_ALL, {"ids": list(customer_ids)})).all()]


async def save(tx: Tx, customer_id: UUID, **values: Any) -> None:
    told = {f"new_{name}": value for name, value in values.items()}
    await tx.execute(_SAVE, {"of_customer": customer_id, "now": tx.now, **told})


async def begin_all(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Computed portraits of customers who had none; those of them who still had none, their rows locked until commit.
    Somebody's event that came meanwhile has made the row: then it is left to that event's job."""
    if not rows:
        return set()
    raw = await tx.raw()
    told = json.dumps([dict(row) for row in rows]).decode()
    return {row["customer_id"] for row in await raw.fetch(_BEGIN, told, tx.now)}


async def without(tx: Tx, customer_ids: Sequence[UUID]) -> list[UUID]:
    """Those of these customers who have no portrait row yet, in their order."""
    query = select(p.customer_id).where(p.customer_id.in_(list(customer_ids)))
    there = set((await tx.execute(query)).scalars())
    return [one for one in customer_ids if one not in there]


async def late(tx: Tx, older: timedelta, limit: int) -> list[UUID]:
    """Customers who wait for longer than that: their job was lost or held."""
    query = (
        select(p.customer_id)
        .where(p.done < p.wanted, p.wanted_at < tx.now - older)
        .order_by(p.wanted_at)
        .limit(limit)
    )
    return list((await tx.execute(query)).scalars().all())


async def revision(tx: Tx) -> int:
    """The edition of the rules in force."""
    return (await tx.execute(_REVISION)).scalar_one_or_none() or 0


async def lock_rules(tx: Tx) -> None:
    """Publishers wait for each other here until commit; what is in force is to be read after it."""
    t = portrait_revision_table
    new = insert(t).values(one=1, revision=0, at=tx.now)
    await tx.execute(new.on_conflict_do_nothing(index_elements=["one"]))
    await tx.execute(select(t.c.one).with_for_update())


async def raise_revision(tx: Tx) -> int:
    """A new edition: every portrait follows an older one from now on."""
    t = portrait_revision_table
    new = insert(t).values(one=1, revision=1, at=tx.now)
    statement = new.on_conflict_do_update(
        index_elements=["one"], set_={"revision": t.c.revision + 1, "at": tx.now}
    ).returning(t.c.revision)
    return (await tx.execute(statement)).scalar_one()


async def outdated(
    tx: Tx, revision: int, limit: int, after: tuple[int, UUID] | None = None
) -> list[tuple[int, UUID]]:
    """(edition, customer) of those whose portrait follows an older edition, in this order, behind `after`; locked, and
    not those whom another process has."""
    query = select(p.revision, p.customer_id).where(p.revision < revision, p.base.is_not(None))
    if after is not None:
        query = query.where(tuple_(p.revision, p.customer_id) > after)
    query = query.order_by(p.revision, p.customer_id).limit(limit).with_for_update(skip_locked=True)
    return [(row.revision, row.customer_id) for row in (await tx.execute(query)).all()]


async def any_outdated(tx: Tx) -> bool:
    """Whether somebody's portrait follows an older edition than the one in force."""
    current = await revision(tx)
    query = select(p.customer_id).where(p.revision < current, p.base.is_not(None)).limit(1)
    return (await tx.execute(query)).first() is not None


async def about(tx: Tx) -> int:
    """How many portraits there are, as the database last estimated: without counting. Less than 0: it never did."""
    return int((await tx.execute(_ABOUT)).scalar_one())


async def progress(tx: Tx) -> tuple[int, int, int]:
    """(portraits there are, of them following the edition in force, waiting to be computed)."""
    current = await revision(tx)
    query = select(
        func.count().filter(p.base.is_not(None)).label("total"),
        func.count().filter(p.base.is_not(None), p.revision == current).label("fresh"),
        func.count().filter(p.done < p.wanted).label("behind"),
    )
    row = (await tx.execute(query)).one()
    return row.total, row.fresh, row.behind
