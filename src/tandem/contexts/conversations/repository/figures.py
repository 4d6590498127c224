"""The figures of `contacts.contact_figures`, of each of very many customers in few statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from tandem.contexts.conversations.models import (
    conversation_table,
    disposition_table,
    handover_table,
    rating_table,
    resolution_table,
)
from tandem.contexts.conversations.repository.contacts import MOST_COUNTED, ContactFigures
from tandem.kit.db import Tx

c, h = conversation_table.c, handover_table.c
_OF = c.customer_id == any_(bindparam("ids", type_=ARRAY(Uuid)))
_OPENED = (
    select(c.customer_id, c.opened_at)
    .where(_OF, c.opened_at >= bindparam("since"))
    .order_by(c.opened_at.desc())
)
_PERSONS = (
    select(c.customer_id, h.at, h.reason)
    .join(conversation_table, c.id == h.conversation_id)
    .where(_OF, h.to_controller == "queue", h.at >= bindparam("since"))
    .order_by(h.at.desc(), h.id.desc())
)
_OPEN = (
    select(c.customer_id, func.count().label("said"))
    .where(_OF, c.status != "resolved")
    .group_by(c.customer_id)
)
_DISPOSED = (
    select(c.customer_id, disposition_table.c.code.label("said"))
    .ext(distinct_on(c.customer_id))
    .join(resolution_table, c.id == resolution_table.c.conversation_id)
    .join(disposition_table, resolution_table.c.disposition_id == disposition_table.c.id)
    .where(_OF)
    .order_by(c.customer_id, resolution_table.c.at.desc())
)
_RATED = (
    select(c.customer_id, rating_table.c.score.label("said"))
    .ext(distinct_on(c.customer_id))
    .join(rating_table, c.id == rating_table.c.conversation_id)
    .where(_OF, rating_table.c.superseded_at.is_(None))
    .order_by(c.customer_id, rating_table.c.at.desc())
)


async def figures_of_each(
    tx: Tx, customer_ids: Sequence[UUID], since: datetime
) -> dict[UUID, ContactFigures]:
    """Of each of these customers, from `since` on; what is open counts whenever it began."""
    of = {"ids": list(customer_ids)}
    opened: dict[UUID, list[datetime]] = defaultdict(list)
    for row in (await tx.execute(_OPENED, {**of, "since": since})).all():
        opened[row.customer_id].append(row.opened_at)
    persons: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    for row in (await tx.execute(_PERSONS, {**of, "since": since})).all():
        persons[row.customer_id].append((row.at, row.reason))
    open_, code, score = [await _said(tx, query, of) for query in (_OPEN, _DISPOSED, _RATED)]
    return {
        id_: ContactFigures(
            tuple(opened[id_][:MOST_COUNTED]), tuple(persons[id_][:MOST_COUNTED]), open_.get(id_, 0), code.get(id_),
            score.get(id_),
        )
        for id_ in customer_ids
    }  # fmt: skip


async def _said(tx: Tx, query: Any, of: dict[str, Any]) -> dict[UUID, Any]:
    return {row.customer_id: row.said for row in (await tx.execute(query, of)).all()}
