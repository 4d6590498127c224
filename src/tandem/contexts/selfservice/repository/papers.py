"""Certificates and requests."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.selfservice.models import (
    request_number,
    self_certificate_table,
    self_request_table,
)
from tandem.contexts.selfservice.paper import Issued, Request, RequestKind
from tandem.kit.db import Tx

c, q = self_certificate_table.c, self_request_table.c
_ISSUED = list(c)
_REQUEST = list(q)
_OF_LOAN = select(*_ISSUED).where(c.borrower == bindparam("of_borrower"), c.loan == bindparam("of_loan"))
_BY_CODE = select(*_ISSUED).where(c.code == bindparam("of_code"))
_BY_ID = select(*_ISSUED).where(c.id == bindparam("of_id"))
_ADD = (
    insert(self_certificate_table)
    .on_conflict_do_nothing(index_elements=["borrower", "loan"])
    .returning(*_ISSUED)
)
_NEXT = select(request_number.next_value())
_REQUESTED = select(*_REQUEST).where(
    q.customer_id == bindparam("of_customer"), q.client_id == bindparam("of_client")
)
_ADD_REQUEST = (
    insert(self_request_table)
    .on_conflict_do_nothing(index_elements=["customer_id", "client_id"])
    .returning(*_REQUEST)
)

_CLAIMED_FOR = timedelta(minutes=10)


async def add(tx: Tx, values: Mapping[str, Any]) -> Issued | None:
    """A new certificate; None when the loan has one."""
    row = (await tx.execute(_ADD, values)).one_or_none()
    return Issued(**row._mapping) if row else None


async def of_loan(tx: Tx, borrower: str, loan: str) -> Issued | None:
    row = (await tx.execute(_OF_LOAN, {"of_borrower": borrower, "of_loan": loan})).one_or_none()
    return Issued(**row._mapping) if row else None


async def of_borrower(tx: Tx, borrower: str) -> list[Issued]:
    """Newest first."""
    query = select(*_ISSUED).where(c.borrower == borrower).order_by(c.issued_at.desc())
    return [Issued(**row._mapping) for row in await tx.execute(query)]


async def by_code(tx: Tx, code: str) -> Issued | None:
    row = (await tx.execute(_BY_CODE, {"of_code": code})).one_or_none()
    return Issued(**row._mapping) if row else None


async def find(tx: Tx, certificate_id: UUID) -> Issued | None:
    row = (await tx.execute(_BY_ID, {"of_id": certificate_id})).one_or_none()
    return Issued(**row._mapping) if row else None


async def add_request(tx: Tx, values: Mapping[str, Any]) -> Request | None:
    """A new request; None when the customer's client id is known."""
    row = (await tx.execute(_ADD_REQUEST, values)).one_or_none()
    return Request(**row._mapping) if row else None


async def next_number(tx: Tx) -> int:
    """Of requests: never the same twice, also when what it was taken for is not kept."""
    return int((await tx.execute(_NEXT)).scalar_one())


async def requested(tx: Tx, customer_id: UUID, client_id: str) -> Request | None:
    asked = {"of_customer": customer_id, "of_client": client_id}
    row = (await tx.execute(_REQUESTED, asked)).one_or_none()
    return Request(**row._mapping) if row else None


async def requests(tx: Tx, borrower: str, limit: int) -> list[Request]:
    """Of one borrower, newest first."""
    query = (
        select(*_REQUEST).where(q.borrower == borrower).order_by(q.made_at.desc(), q.id.desc()).limit(limit)
    )
    return [Request(**row._mapping) for row in await tx.execute(query)]


async def listed(
    tx: Tx, *, answered: bool, untold: bool, kind: RequestKind | None, taken_by: UUID | None,
    after: tuple[datetime, UUID] | None, limit: int,
) -> list[Request]:  # fmt: skip
    """Of everybody: what waits for an answer, the longest waiting first, or what has one, newest first. `untold`:
    only what nobody could be told; `taken_by`: only this person's."""
    place = tuple_(q.made_at, q.id)
    query = (
        select(*_REQUEST).where((q.state == "answered") if answered else (q.state != "answered")).limit(limit)
    )
    if untold:
        query = query.where(q.told == "nobody")
    if kind is not None:
        query = query.where(q.kind == kind)
    if taken_by is not None:
        query = query.where(q.taken_by == taken_by)
    if after is not None:
        query = query.where(place < after if answered else place > after)
    order = (q.made_at.desc(), q.id.desc()) if answered else (q.made_at, q.id)
    return [Request(**row._mapping) for row in await tx.execute(query.order_by(*order))]


async def waiting(tx: Tx) -> dict[RequestKind, int]:
    """How many of each kind have no answer."""
    query = select(q.kind, func.count().label("n")).where(q.state != "answered").group_by(q.kind)
    return {row.kind: row.n for row in await tx.execute(query)}


async def untold(tx: Tx) -> int:
    """How many answers nobody could be told."""
    query = select(func.count()).select_from(self_request_table).where(q.told == "nobody")
    return int((await tx.execute(query)).scalar_one())


async def claim_untold(tx: Tx, limit: int) -> list[UUID]:
    """Whose customers are to be told now; each is claimed by one process, and again after a while unless it is told."""
    due = (
        select(q.id)
        .where(q.tell_at <= tx.now)
        .order_by(q.tell_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = list((await tx.execute(due)).scalars().all())
    if found:
        later = update(self_request_table).where(q.id.in_(found))
        await tx.execute(later.values(tell_at=tx.now + _CLAIMED_FOR))
    return found


async def find_request(tx: Tx, request_id: UUID) -> Request | None:
    """Locked."""
    query = select(*_REQUEST).where(q.id == request_id).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return Request(**row._mapping) if row else None


async def change_request(tx: Tx, request_id: UUID, **values: Any) -> Request:
    query = update(self_request_table).where(q.id == request_id).values(**values).returning(*_REQUEST)
    return Request(**(await tx.execute(query)).one()._mapping)
