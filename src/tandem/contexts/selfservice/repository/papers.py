"""Certificates and requests."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.selfservice.models import (
    request_number,
    self_certificate_table,
    self_request_table,
)
from tandem.contexts.selfservice.paper import Issued, Request
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


async def requests(tx: Tx, borrower: str | None, limit: int) -> list[Request]:
    """Of one borrower, or of all; newest first."""
    query = select(*_REQUEST).order_by(q.made_at.desc(), q.id.desc()).limit(limit)
    if borrower is not None:
        query = query.where(q.borrower == borrower)
    return [Request(**row._mapping) for row in await tx.execute(query)]
