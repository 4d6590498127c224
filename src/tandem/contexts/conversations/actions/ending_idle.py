"""The idle timer fires: look how quiet it was, and end it."""

from datetime import datetime

from tandem.contexts.conversations.actions.assigning import to_bot
from tandem.contexts.conversations.actions.idling import IDLE, SYSTEM, quiet_since
from tandem.contexts.conversations.actions.resolving import WrapUp, resolve
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.queues import get_queue
from tandem.contexts.conversations.rules.idling import idle
from tandem.kit.db import Tx
from tandem.kit.timers import DueTimer


async def idle_over(tx: Tx, timer: DueTimer) -> None:
    """Timer: resolve what the bot holds, hand back what an agent holds, or look again later."""
    conversation = await repository.lock(tx, timer.subject_id)
    if conversation.status != "open":
        return
    queue = await get_queue(tx, conversation.queue_id)
    verdict = idle(
        conversation.controller, waiting=conversation.waiting_since is not None,
        quiet_since=await quiet_since(tx, conversation), handback_s=queue.idle_handback_s, now=tx.now,
    )  # fmt: skip
    if isinstance(verdict, datetime):
        await tx.schedule(IDLE, conversation.id, verdict)
    elif verdict == "resolve":
        await resolve(tx, conversation.id, SYSTEM, WrapUp(), silent=True)
    elif verdict == "hand_back":
        await to_bot(tx, conversation, SYSTEM, reason="idle", line="handed_back")
