"""Requests for a copy or for erasure, and what an erasure removes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, delete, func, insert, or_, select, update

from tandem.contexts.customers.consent.models import preference_table
from tandem.contexts.customers.models import (
    customer_block_lift_table,
    customer_block_table,
    customer_identity_table,
    customer_merge_table,
    customer_personal_table,
    customer_privacy_request_table,
    customer_restriction_table,
    customer_table,
    customer_unbinding_table,
)
from tandem.contexts.customers.privacy import PrivacyRequest
from tandem.contexts.customers.repository.merges import BORROWER
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

c = customer_table.c
i = customer_identity_table.c
p = customer_personal_table.c
q = customer_privacy_request_table.c
m = customer_merge_table.c


async def add(tx: Tx, customer_id: UUID, kind: str, reason: str, by: UUID | None, by_name: str) -> UUID:
    id_ = new_id()
    await tx.execute(
        insert(customer_privacy_request_table).values(
            id=id_, customer_id=customer_id, kind=kind, reason=reason, asked_at=tx.now, by=by, by_name=by_name
        )
    )
    return id_


async def find(tx: Tx, request_id: UUID, *, lock: bool = False) -> PrivacyRequest | None:
    query = select(customer_privacy_request_table).where(q.id == request_id)
    row = (await tx.execute(query.with_for_update() if lock else query)).one_or_none()
    return _request_of(row) if row else None


async def of_family(tx: Tx, family: Sequence[UUID], *, lock: bool = False) -> list[PrivacyRequest]:
    """Newest first; with `lock` until commit."""
    query = select(customer_privacy_request_table).where(q.customer_id.in_(family))
    query = query.order_by(q.asked_at.desc(), q.id.desc())
    rows = await tx.execute(query.with_for_update() if lock else query)
    return [_request_of(row) for row in rows.all()]


async def finish(tx: Tx, request_id: UUID, state: str, **values: Any) -> None:
    """Say what became of a request. A copy that expires was finished when it was made."""
    done = update(customer_privacy_request_table).where(q.id == request_id)
    finished = func.coalesce(q.finished_at, tx.now)
    await tx.execute(done.values(state=state, finished_at=finished, **values))


async def expired(tx: Tx, now: datetime, limit: int) -> list[PrivacyRequest]:
    """Copies that may not be fetched any more and still lie there."""
    query = select(customer_privacy_request_table).where(
        q.state == "done", q.document.is_not(None), q.expires_at <= now
    )
    rows = await tx.execute(query.order_by(q.expires_at).limit(limit).with_for_update(skip_locked=True))
    return [_request_of(row) for row in rows.all()]


async def forget(tx: Tx, family: Sequence[UUID]) -> int:
    """Remove names, attributes, personal data, preferences and identities of a family; how many values. Borrower
    numbers stay: by them the lender keeps what the law demands. So do consents, as the proof that they were given."""
    values = (await tx.execute(delete(customer_personal_table).where(p.customer_id.in_(family)))).rowcount
    await tx.execute(
        delete(customer_identity_table).where(i.customer_id.in_(family), i.kind != BORROWER)
    )  # fmt: skip
    await tx.execute(delete(preference_table).where(preference_table.c.customer_id.in_(family)))
    await _forget_words(tx, family)
    bare: dict[str, Any] = {
        "name": None,
        "attributes": {},
        "locale": None,
        "verified_at": None,
        "erased_at": tx.now,
    }
    await tx.execute(update(customer_table).where(c.id.in_(family)).values(**bare))
    return values


async def _forget_words(tx: Tx, family: Sequence[UUID]) -> None:
    """What staff wrote about them goes; that they were merged, blocked or restricted, when, by whom and for which
    reason out of a list, stays."""
    for table in (customer_unbinding_table, customer_block_table, customer_restriction_table):
        await tx.execute(update(table).where(table.c.customer_id.in_(family)).values(note=""))
    theirs = select(customer_block_table.c.id).where(customer_block_table.c.customer_id.in_(family))
    lifts = update(customer_block_lift_table).where(customer_block_lift_table.c.block_id.in_(theirs))
    await tx.execute(lifts.values(note=""))
    ours = or_(m.kept_id.in_(family), m.gone_id.in_(family))
    undone_note = case((m.undone_at.is_(None), None), else_="")
    await tx.execute(update(customer_merge_table).where(ours).values(reason="", undone_note=undone_note))


def _request_of(row: Row[Any]) -> PrivacyRequest:
    return PrivacyRequest(**row._mapping)
