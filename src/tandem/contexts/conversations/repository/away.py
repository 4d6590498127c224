"""Who stands in line where they must keep a page open, and may be better served elsewhere."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, or_, select

from tandem.contexts.conversations.models import (
    continuation_table,
    conversation_table,
    message_table,
    queue_entry_table,
)
from tandem.kit.db import Tx

c, e, n, m = conversation_table.c, queue_entry_table.c, continuation_table.c, message_table.c
_BOT = "bot"
_spoken_of = exists().where(n.conversation_id == c.id)


async def waiting_in_line(
    tx: Tx, channels: Sequence[str], until: datetime, lasting: timedelta, limit: int = 200
) -> list[UUID]:
    """Conversations in these channels that stand in line, where going on elsewhere was not spoken of: since `until`
    (not longer than `lasting` before it), or entered within `lasting` outside opening hours. And those whom the bot has
    asked as long ago and no page of theirs has got the question."""
    since = until - lasting
    long = and_(e.entered_at > since, e.entered_at <= until)
    closed = and_(e.entered_at > tx.now - lasting, e.counts_from > tx.now)
    asked = (n.how == "asked", n.answer.is_(None), n.by == _BOT, n.at > since, n.at <= until)
    unseen = exists().where(n.conversation_id == c.id, *asked, _question(), m.seq > c.customer_delivered_seq)
    query = (
        select(c.id)
        .join(queue_entry_table, and_(e.conversation_id == c.id, e.left_at.is_(None)))
        .where(
            func.coalesce(c.leg_channel, c.channel).in_(list(channels)),
            or_(and_(or_(long, closed), ~_spoken_of), unseen),
        )
        .order_by(e.entered_at)
        .limit(limit)
    )
    return list((await tx.execute(query)).scalars())


async def spoken_of_elsewhere(tx: Tx, conversation_id: UUID) -> tuple[bool, bool]:
    """(whether going on elsewhere was spoken of in the conversation, whether the bot's question is open and no page of
    the customer's has got it)."""
    open_ = and_(n.how == "asked", n.answer.is_(None), n.by == _BOT)
    unseen = exists().where(n.conversation_id == c.id, open_, _question(), m.seq > c.customer_delivered_seq)
    query = select(_spoken_of.label("offered"), unseen.label("unseen")).where(c.id == conversation_id)
    row = (await tx.execute(query)).one()
    return row.offered, row.unseen


def _question() -> ColumnElement[bool]:
    """The message that asked."""
    return and_(m.conversation_id == c.id, m.role == _BOT, m.client_id == "continue-" + cast(n.id, String))
