"""Service-level and response clocks: timers that fire when the promise is broken."""

from uuid import UUID

from sqlalchemy import update

from tandem.contexts.conversations.actions.appending import agents_of
from tandem.contexts.conversations.events import Changed
from tandem.contexts.conversations.models import assignment_table, queue_entry_table
from tandem.contexts.conversations.repository.conversations import change, lock
from tandem.contexts.conversations.repository.queues import get_queue
from tandem.contexts.conversations.rules import clocks
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx
from tandem.kit.timers import DueTimer

SERVICE_LEVEL = "conversations.service_level"
RESPONSE = "conversations.response"


async def start_response_clock(tx: Tx, conversation: Conversation, kind: str) -> Conversation:
    """Start `first_response` or `next_response` on a LOCKED conversation that an agent holds. A clock that
    runs already is kept: a second message of the customer does not give the agent more time."""
    if conversation.sla_kind in ("first_response", "next_response"):
        return conversation
    queue = await get_queue(tx, conversation.queue_id)
    seconds = queue.first_response_s if kind == "first_response" else queue.next_response_s
    due_at = clocks.due(queue.calendar, clocks.counts_from(queue.calendar, tx.now), seconds)
    await tx.schedule(RESPONSE, conversation.id, due_at, {"kind": kind})
    return await change(tx, conversation.id, sla_kind=kind, sla_due_at=due_at, sla_missed_at=None)


async def stop_response_clock(tx: Tx, conversation_id: UUID) -> None:
    """Cancel the timer; the caller clears the columns with its own change (`NO_CLOCK`)."""
    await tx.cancel(RESPONSE, conversation_id)


NO_CLOCK = {"sla_kind": None, "sla_due_at": None, "sla_missed_at": None}


async def answered(tx: Tx, conversation: Conversation) -> None:
    """The agent's answer stops the response clock and is noted on the assignment if it was the first."""
    a = assignment_table.c
    await tx.execute(
        update(assignment_table)
        .where(a.conversation_id == conversation.id, a.ended_at.is_(None), a.first_response_at.is_(None))
        .values(first_response_at=tx.now)
    )
    if conversation.sla_kind is not None:
        await stop_response_clock(tx, conversation.id)
        await change(tx, conversation.id, **NO_CLOCK)


async def service_level_missed(tx: Tx, timer: DueTimer) -> None:
    """The wait passed the queue's target: note it on the entry and on the row."""
    conversation = await lock(tx, UUID(timer.data["conversation_id"]))
    e = queue_entry_table.c
    marked = await tx.execute(
        update(queue_entry_table)
        .where(e.id == timer.subject_id, e.left_at.is_(None), e.sl_missed_at.is_(None))
        .values(sl_missed_at=tx.now)
    )
    if marked.rowcount:
        await _missed(tx, conversation, "service_level")


async def response_missed(tx: Tx, timer: DueTimer) -> None:
    """The agent did not answer in time."""
    conversation = await lock(tx, timer.subject_id)
    if conversation.sla_kind == timer.data["kind"]:
        await _missed(tx, conversation, timer.data["kind"])


async def _missed(tx: Tx, conversation: Conversation, kind: str) -> None:
    changed = await change(tx, conversation.id, sla_missed_at=tx.now)
    tx.emit(
        Changed(
            subject_id=changed.id, actor="system:clock", queue_id=changed.queue_id,
            agent_ids=agents_of(changed.agent_id), what="clock", detail={"missed": kind},
        )
    )  # fmt: skip
