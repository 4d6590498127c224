"""Idle conversations: the bot's are resolved without a word, an agent's go back to the bot."""

from datetime import datetime

from sqlalchemy import func, select

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.models import handover_table, message_table
from tandem.contexts.conversations.repository.queues import get_queue
from tandem.contexts.conversations.rules.idling import patience
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx

IDLE = "conversations.idle"
SYSTEM = Actor.system("idle")


async def watch_idle(tx: Tx, conversation: Conversation) -> None:
    """Set the idle timer of a LOCKED conversation for its present controller, or cancel it. Messages do not
    move the timer: when it fires it looks how long it was quiet."""
    allowed = None
    if conversation.status == "open":
        queue = await get_queue(tx, conversation.queue_id) if conversation.controller == "agent" else None
        allowed = patience(conversation.controller, queue.idle_handback_s if queue else None)
    if allowed is None:
        await tx.cancel(IDLE, conversation.id)
    else:
        await tx.schedule(IDLE, conversation.id, tx.now + allowed)


async def quiet_since(tx: Tx, conversation: Conversation) -> datetime:
    """When something last happened that counts: a customer's message (with an agent: either side's), or a
    change of the controller."""
    m, h = message_table.c, handover_table.c
    roles = ("customer", "agent") if conversation.controller == "agent" else ("customer",)
    wrote = select(func.max(m.created_at)).where(
        m.conversation_id == conversation.id, m.role.in_(roles), m.audience == "all"
    )
    handed = select(func.max(h.at)).where(h.conversation_id == conversation.id)
    times = [(await tx.execute(query)).scalar_one() for query in (wrote, handed)]
    return max([conversation.opened_at, *(at for at in times if at is not None)])
