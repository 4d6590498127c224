"""Handing over: the bot gives a conversation to people, where the lender's strategies for this customer say."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api as conversations
from tandem.contexts.portraits import api as portraits
from tandem.kit.db import Tx
from tandem.kit.errors import NotFound


async def hand_over(
    tx: Tx,
    conversation_id: UUID,
    actor: Actor,
    *,
    reason: str,
    evidence: Mapping[str, Any],
    queue_key: str | None = None,
    priority: int | None = None,
) -> conversations.Conversation:
    """Ask for a person, as `conversations.request_person` does; the strategy in force for the customer's segments and
    this intent (`evidence["intent"]`) or reason may choose another queue and raise the priority, and is kept among the
    evidence. A queue that has gone since is passed over."""
    conversation = await conversations.get(tx, conversation_id)
    intent = evidence.get("intent")
    routed = await portraits.route(
        tx, conversation.customer_id, reason=reason, intent=str(intent) if intent else None, queue=queue_key,
        priority=priority,
    )  # fmt: skip
    queue = routed.queue if routed.queue == queue_key or await _exists(tx, routed.queue) else queue_key
    return await conversations.request_person(
        tx, conversation_id, actor, reason=reason, evidence=routed.evidence(evidence), queue_key=queue,
        priority=routed.priority,
    )  # fmt: skip


async def _exists(tx: Tx, queue_key: str | None) -> bool:
    if queue_key is None:
        return True
    try:
        await conversations.queue_by_key(tx, queue_key)
    except NotFound:
        return False
    return True
