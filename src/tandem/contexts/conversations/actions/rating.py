"""The customer's opinion of a conversation."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, insert, select, update

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of, append_system
from tandem.contexts.conversations.events import Changed
from tandem.contexts.conversations.models import assignment_table, rating_table, resolution_table
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id


async def rate(
    tx: Tx, conversation_id: UUID, customer: Actor, score: int, comment: str | None, tags: Sequence[str]
) -> bool:
    """The customer's rating 1–5. A second one is ignored (False): a double tap does no harm. Once the
    conversation was reopened the customer may rate anew; the earlier rating is kept as superseded."""
    if not 1 <= score <= 5:
        raise Invalid(fields=[("score", "1 to 5")])
    conversation = await repository.lock(tx, conversation_id, customer_id=customer.id)
    if not await _make_room(tx, conversation):
        return False
    await tx.execute(
        insert(rating_table).values(
            id=new_id(), conversation_id=conversation.id, score=score, comment=comment, tags=list(tags),
            agent_id=await _last_agent(tx, conversation), at=tx.now,
        )
    )  # fmt: skip
    tx.emit(
        Changed(
            subject_id=conversation.id, actor=customer.label, queue_id=conversation.queue_id,
            agent_ids=agents_of(conversation.agent_id), what="rated", detail={"score": score},
        )
    )  # fmt: skip
    await append_system(tx, conversation, "rated", customer, {"score": score})
    return True


async def _make_room(tx: Tx, conversation: Conversation) -> bool:
    """Put the present rating aside if the conversation was reopened since; False when it stays."""
    r, resolution = rating_table.c, resolution_table.c
    present = (r.conversation_id == conversation.id) & r.superseded_at.is_(None)
    reopened = exists().where(resolution.conversation_id == conversation.id, resolution.reopened_at > r.at)
    await tx.execute(update(rating_table).where(present, reopened).values(superseded_at=tx.now))
    return (await tx.execute(select(r.id).where(present))).first() is None


async def _last_agent(tx: Tx, conversation: Conversation) -> UUID | None:
    a = assignment_table.c
    row = (
        await tx.execute(
            select(a.agent_id)
            .where(a.conversation_id == conversation.id)
            .order_by(a.assigned_at.desc())
            .limit(1)
        )
    ).one_or_none()
    return row.agent_id if row else None
