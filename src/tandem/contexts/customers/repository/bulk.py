"""COPY of many customers at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, any_, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.customers.models import (
    customer_identity_table,
    customer_table,
)
from tandem.contexts.customers.repository.merges import BORROWER, CORE
from tandem.contexts.customers.repository.personal import about
from tandem.kit import json
from tandem.kit.crypto import Sealer
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

c = customer_table.c
i = customer_identity_table.c
_OWNERS = (
    select(i.subject, func.coalesce(c.merged_into, c.id).label("person"))
    .join(customer_table, c.id == i.customer_id)
    .where(i.kind == BORROWER, i.account == CORE, i.subject == any_(bindparam("numbers", type_=ARRAY(Text))))
)
# Two loads at once would both find a number free, and COPY knows no ON CONFLICT.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('tandem.customers.load'))")
_CUSTOMER = ("id", "name", "locale", "attributes", "created_at")
_IDENTITY = ("id", "customer_id", "kind", "account", "subject", "proof", "created_at")
_PERSONAL = (
    "id", "customer_id", "kind", "data_key", "sealed", "blind", "masked", "source", "created_at",
)  # fmt: skip


async def lock_numbers(tx: Tx) -> None:
    """One load at a time, until commit."""
    await tx.execute(_ONE_AT_A_TIME)


async def owners(tx: Tx, numbers: Sequence[str]) -> dict[str, UUID]:
    """Borrower number → person, for those that are known, of many in one question."""
    rows = await tx.execute(_OWNERS, {"numbers": list(numbers)})
    return {row.subject: row.person for row in rows.all()}


def customer(
    id_: UUID, name: str | None, locale: str | None, attributes: Mapping[str, Any], created_at: datetime
) -> tuple[Any, ...]:
    return id_, name, locale, json.dumps(dict(attributes)).decode(), created_at


def borrower(customer_id: UUID, number: str, proof: str, now: datetime) -> tuple[Any, ...]:
    return new_id(), customer_id, BORROWER, CORE, number, proof, now


def personal(
    sealer: Sealer,
    customer_id: UUID,
    kind: str,
    value: str,
    blind: bytes,
    masked: str,
    source: str,
    at: datetime,
) -> tuple[Any, ...]:
    id_ = new_id()
    closed = sealer.seal(value, about(id_, customer_id, kind))
    return id_, customer_id, kind, sealer.key, closed, blind, masked, source, at


async def copy(
    tx: Tx,
    customers: Sequence[tuple[Any, ...]],
    identities: Sequence[tuple[Any, ...]],
    personal_: Sequence[tuple[Any, ...]],
) -> None:
    """Write the rows; fails as a whole."""
    raw = await tx.raw()
    await raw.copy_records_to_table("customer", records=customers, columns=_CUSTOMER)
    await raw.copy_records_to_table("customer_identity", records=identities, columns=_IDENTITY)
    await raw.copy_records_to_table("customer_personal", records=personal_, columns=_PERSONAL)
