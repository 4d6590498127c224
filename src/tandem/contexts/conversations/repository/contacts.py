"""What there was between us and a customer, in figures and for dry runs: reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, and_, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.models import (
    conversation_table,
    disposition_table,
    handover_table,
    queue_entry_table,
    queue_table,
    rating_table,
    resolution_table,
)
from tandem.contexts.conversations.repository.readable import readable_by
from tandem.kit.db import Tx

c, h, e, q = conversation_table.c, handover_table.c, queue_entry_table.c, queue_table.c
MOST_COUNTED = 200
_OF = c.customer_id == any_(bindparam("customer_ids", type_=ARRAY(Uuid)))

_OPENED = (
    select(c.opened_at)
    .where(_OF, c.opened_at >= bindparam("since"))
    .order_by(c.opened_at.desc())
    .limit(MOST_COUNTED)
)
_PERSONS = (
    select(h.at, h.reason, h.id)
    .join(conversation_table, c.id == h.conversation_id)
    .where(_OF, h.to_controller == "queue", h.at >= bindparam("since"))
    .order_by(h.at.desc(), h.id.desc())
    .limit(MOST_COUNTED)
    .subquery()
)
_OPEN = select(func.count()).where(_OF, c.status != "resolved")
_DISPOSED = (
    select(disposition_table.c.code)
    .join(resolution_table, resolution_table.c.disposition_id == disposition_table.c.id)
    .join(conversation_table, c.id == resolution_table.c.conversation_id)
    .where(_OF)
    .order_by(resolution_table.c.at.desc())
    .limit(1)
)
_RATED = (
    select(rating_table.c.score)
    .join(conversation_table, c.id == rating_table.c.conversation_id)
    .where(_OF, rating_table.c.superseded_at.is_(None))
    .order_by(rating_table.c.at.desc())
    .limit(1)
)
# Asked in every computation of a portrait: one question instead of five.
_FIGURES = select(
    func.array(_OPENED.scalar_subquery()).label("opened"),
    select(func.array_agg(aggregate_order_by(_PERSONS.c.at, _PERSONS.c.at.desc(), _PERSONS.c.id.desc())))
    .scalar_subquery()
    .label("asked_at"),
    select(func.array_agg(aggregate_order_by(_PERSONS.c.reason, _PERSONS.c.at.desc(), _PERSONS.c.id.desc())))
    .scalar_subquery()
    .label("reasons"),
    _OPEN.scalar_subquery().label("open"),
    _DISPOSED.scalar_subquery().label("disposition"),
    _RATED.scalar_subquery().label("rating"),
)
_HANDOVERS = (
    select(
        h.id, h.at, h.conversation_id, c.customer_id, h.reason, h.evidence, q.key.label("queue"), e.priority,
    )
    .join(conversation_table, c.id == h.conversation_id)
    .join(queue_entry_table, and_(e.conversation_id == h.conversation_id, e.entered_at == h.at))
    .join(queue_table, q.id == e.queue_id)
    .where(h.at >= bindparam("since"), h.to_controller == "queue", h.from_controller.in_(["bot", "silent_seat"]))
    .order_by(h.at.desc(), h.id.desc())
    .limit(bindparam("most"))
)  # fmt: skip

_INTENT = func.coalesce(func.nullif(h.evidence["intent"].astext, ""), h.reason).label("key")
_INTENTS = (
    select(_INTENT, func.count().label("handovers"))
    .where(
        h.at >= bindparam("since"), h.to_controller == "queue", h.from_controller.in_(["bot", "silent_seat"])
    )
    .group_by(_INTENT)
    .order_by(func.count().desc(), _INTENT)
    .limit(bindparam("most"))
)

_PAST = (
    select(c.id, c.customer_id, c.opened_at)
    .where(_OF, c.opened_at >= bindparam("since"))
    .order_by(c.opened_at, c.id)
)
_PAST_REASONS = (
    select(resolution_table.c.conversation_id, resolution_table.c.at, disposition_table.c.code)
    .join(disposition_table, disposition_table.c.id == resolution_table.c.disposition_id)
    .join(conversation_table, c.id == resolution_table.c.conversation_id)
    .where(_OF, c.opened_at >= bindparam("since"))
    .order_by(resolution_table.c.at.desc())
)
_PAST_PERSONS = (
    select(h.conversation_id, h.at, h.reason)
    .join(conversation_table, c.id == h.conversation_id)
    .where(_OF, c.opened_at >= bindparam("since"), h.to_controller == "queue")
    .order_by(h.at.desc())
)
_PAST_RATINGS = (
    select(rating_table.c.conversation_id, rating_table.c.at, rating_table.c.score)
    .join(conversation_table, c.id == rating_table.c.conversation_id)
    .where(_OF, c.opened_at >= bindparam("since"))
    .order_by(rating_table.c.at.desc())
)


@dataclass(frozen=True)
class PastContact:
    """A conversation in a customer's past, each fact with the time when it came to be known: the first wrap-up's code,
    the first time that a person was asked for and why, the first rating."""

    customer_id: UUID
    opened_at: datetime
    reason: tuple[datetime, str] | None = None
    person: tuple[datetime, str] | None = None
    rating: tuple[datetime, int] | None = None


@dataclass(frozen=True)
class ContactFigures:
    """`opened`: when conversations began, `persons`: when and why people were asked for; newest first, the newest 200.
    `last_disposition`: the code of the newest wrap-up that has one."""

    opened: tuple[datetime, ...]
    persons: tuple[tuple[datetime, str], ...]
    open: int
    last_disposition: str | None
    last_rating: int | None


@dataclass(frozen=True)
class PastHandover:
    """The bot (or its silent seat) gave a conversation to the line of `queue`, with this priority."""

    id: UUID
    at: datetime
    conversation_id: UUID
    customer_id: UUID
    reason: str
    evidence: Mapping[str, Any]
    queue: str
    priority: int


async def contact_figures(tx: Tx, customer_ids: Sequence[UUID], since: datetime) -> ContactFigures:
    """Of these customers (all ids of one person) together, from `since` on; what is open counts whenever it began."""
    row = (await tx.execute(_FIGURES, {"customer_ids": list(customer_ids), "since": since})).one()
    persons = zip(row.asked_at or (), row.reasons or (), strict=True)
    return ContactFigures(tuple(row.opened), tuple(persons), row.open, row.disposition, row.rating)


async def past_contacts(tx: Tx, customer_ids: Sequence[UUID], since: datetime) -> list[PastContact]:
    """All conversations of these customers from `since` on, oldest first. Not filtered by who may read them: for
    figures, never shown as conversations."""
    of = {"customer_ids": list(customer_ids), "since": since}
    begun = (await tx.execute(_PAST, of)).all()
    # Newest first in the queries: what is laid over it last is the first of its conversation.
    reasons = {row.conversation_id: (row.at, row.code) for row in (await tx.execute(_PAST_REASONS, of)).all()}
    persons = {
        row.conversation_id: (row.at, row.reason) for row in (await tx.execute(_PAST_PERSONS, of)).all()
    }
    ratings = {
        row.conversation_id: (row.at, row.score) for row in (await tx.execute(_PAST_RATINGS, of)).all()
    }
    return [
        PastContact(
            row.customer_id, row.opened_at, reasons.get(row.id), persons.get(row.id), ratings.get(row.id)
        )
        for row in begun
    ]  # fmt: skip


async def past_handovers(tx: Tx, since: datetime, most: int) -> list[PastHandover]:
    """The newest hand-overs of the bot's to people since then, newest first. Not filtered by who may read them: for
    figures, never shown as conversations."""
    rows = await tx.execute(_HANDOVERS, {"since": since, "most": most})
    return [PastHandover(**row._mapping) for row in rows.all()]


async def handover_intents(tx: Tx, since: datetime, most: int) -> list[tuple[str, int]]:
    """What the bot handed over for since then, and how often, the most frequent first: the intent where it was sure of
    one, else the reason. For figures."""
    rows = await tx.execute(_INTENTS, {"since": since, "most": most})
    return [(row.key, row.handovers) for row in rows.all()]


async def meets(tx: Tx, actor: Actor, customer_ids: Sequence[UUID]) -> bool:
    """Whether the actor may read any conversation of these customers: then they are somebody the actor serves."""
    query = select(c.id).where(c.customer_id.in_(list(customer_ids)), readable_by(actor, few=True)).limit(1)
    return (await tx.execute(query)).first() is not None
