"""Resolving with a wrap-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of, append_system
from tandem.contexts.conversations.actions.clocks import NO_CLOCK, stop_response_clock
from tandem.contexts.conversations.actions.guarding import holds
from tandem.contexts.conversations.actions.handing_over import set_controller
from tandem.contexts.conversations.actions.queueing import leave
from tandem.contexts.conversations.errors import NotController, WrongState
from tandem.contexts.conversations.events import Changed
from tandem.contexts.conversations.models import disposition_table, resolution_table
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id


@dataclass(frozen=True)
class WrapUp:
    """What the agent notes at the end (小结)."""

    disposition_id: UUID | None = None
    summary: str | None = None
    solved: bool | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


async def resolve(
    tx: Tx, conversation_id: UUID, actor: Actor, wrap_up: WrapUp, *, silent: bool = False
) -> Conversation:
    """Close the conversation: the agent who holds it, the bot that holds it, somebody who may assign, or
    the system. `silent`: the customer is told nothing. Raises WrongState, NotController, Invalid.

    Releases the agent: routing looks for the next one waiting."""
    conversation = await repository.lock(tx, conversation_id)
    if conversation.status == "resolved":
        raise WrongState()
    bots_own = actor.kind == "bot" and conversation.controller == "bot"
    if not (bots_own or holds(conversation, actor) or actor.may("conversations.assign")):
        raise NotController()
    if wrap_up.disposition_id is not None:
        d, group = disposition_table.c, disposition_table.alias()
        # A desk that was open before a reason was retired still shows it.
        chosen = (
            select(d.id)
            .outerjoin(group, group.c.id == d.parent_id)
            .where(d.id == wrap_up.disposition_id, d.retired_at.is_(None), group.c.retired_at.is_(None))
        )
        if (await tx.execute(chosen)).first() is None:
            raise Invalid("disposition_unknown", fields=[("disposition_id", "unknown")])
    await leave(tx, conversation, "flow_out")
    await stop_response_clock(tx, conversation.id)
    await tx.execute(
        insert(resolution_table).values(
            id=new_id(), conversation_id=conversation.id, at=tx.now, by=actor.label, by_name=actor.name,
            controller=conversation.controller, disposition_id=wrap_up.disposition_id,
            summary=wrap_up.summary, solved=wrap_up.solved, fields=dict(wrap_up.fields),
        )
    )  # fmt: skip
    audience = "staff" if silent else "all"
    data = {"by": actor.name}
    conversation = await append_system(tx, conversation, "resolved", actor, data, audience=audience)
    changed = await set_controller(
        tx, conversation, "bot", actor, reason="resolved", status="resolved", resolved_at=tx.now,
        snoozed_until=None, waiting_since=None, unread=0, **NO_CLOCK,
    )  # fmt: skip
    tx.emit(
        Changed(
            subject_id=changed.id, actor=actor.label, queue_id=changed.queue_id,
            agent_ids=agents_of(conversation.agent_id), what="resolved",
        )
    )  # fmt: skip
    return changed
