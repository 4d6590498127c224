"""Appending a message: the one place where sequence numbers are given."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.events import MessageQueued, MessageReceived, StaffLineAdded
from tandem.contexts.conversations.models import message_table
from tandem.contexts.conversations.repository.conversations import change
from tandem.contexts.conversations.rules.control import waits_for_answer
from tandem.contexts.conversations.views import Conversation, Draft, MessageView
from tandem.kit import metrics
from tandem.kit.db import Tx
from tandem.kit.i18n import DEFAULT, translate
from tandem.kit.ids import new_id

_PREVIEW_CHARS = 120
_ADD = insert(message_table)


def agents_of(*ids: UUID | None) -> list[UUID]:
    return list(dict.fromkeys(id_ for id_ in ids if id_ is not None))


async def append(
    tx: Tx, conversation: Conversation, draft: Draft, actor: Actor, *, mentions: Sequence[UUID] = ()
) -> tuple[Conversation, MessageView]:
    """Append to a LOCKED conversation; returns its new state and the message. The caller has checked
    the client id and everything else."""
    seq = conversation.last_seq + 1
    payload = dict(draft.payload or {})
    if conversation.leg_channel and draft.role != "system" and draft.audience == "all":
        payload["via"] = conversation.leg_channel
    message = MessageView(
        id=new_id(), conversation_id=conversation.id, seq=seq, client_id=draft.client_id, kind=draft.kind,
        role=draft.role, author_id=draft.author_id, author_name=draft.author_name, text=draft.text,
        payload=payload, audience=draft.audience, reply_to=draft.reply_to, state="sent", created_at=tx.now,
        leg_id=conversation.leg_id,
    )  # fmt: skip
    await tx.execute(_ADD, vars(message))
    changed = await change(tx, conversation.id, **_projection(tx, conversation, message))
    _emit(tx, changed, message, actor, mentions)
    metrics.messages.labels(draft.role).inc()
    return changed, message


def _projection(tx: Tx, conversation: Conversation, message: MessageView) -> dict[str, Any]:
    """What the message changes on the row. System lines and private notes are no part of the talk: they
    neither answer the customer nor tell that the agent has read."""
    values: dict[str, Any] = {"last_seq": message.seq}
    if message.role == "system" or message.audience == "staff":
        return values
    values["last_message"] = {
        "role": message.role,
        "kind": message.kind,
        "text": message.text[:_PREVIEW_CHARS],
        "at": message.created_at.isoformat().replace("+00:00", "Z"),
    }
    values["waiting_since"] = waits_for_answer(
        conversation.waiting_since, message.role, tx.now, conversation.controller
    )
    if message.role == "customer":
        values["unread"] = conversation.unread + 1
        values["customer_read_seq"] = message.seq
        values["customer_delivered_seq"] = message.seq
    elif message.role == "agent":
        values["unread"] = 0
        values["agent_read_seq"] = message.seq
    return values


def _emit(
    tx: Tx, conversation: Conversation, message: MessageView, actor: Actor, mentions: Sequence[UUID]
) -> None:
    desks = agents_of(conversation.agent_id)
    if message.audience == "staff":
        tx.emit(
            StaffLineAdded(
                subject_id=conversation.id, actor=actor.label, queue_id=conversation.queue_id, agent_ids=desks,
                message=message.wire(), mentions=list(mentions),
            )
        )  # fmt: skip
    elif message.role == "customer":
        tx.emit(
            MessageReceived(
                subject_id=conversation.id, actor=actor.label, queue_id=conversation.queue_id, agent_ids=desks,
                message=message.wire(), controller=conversation.controller, customer_id=conversation.customer_id,
            )
        )  # fmt: skip
    else:
        tx.emit(
            MessageQueued(
                subject_id=conversation.id, actor=actor.label, queue_id=conversation.queue_id, agent_ids=desks,
                message=message.wire(), channel=conversation.way, leg_id=conversation.leg_id,
            )
        )  # fmt: skip


def said_in(conversation: Conversation, audience: str = "all") -> str:
    """The language of a line's text: the house's, where only staff read it."""
    told = conversation.context.get("locale") if audience == "all" else None
    return str(told) if told else DEFAULT


async def append_system(
    tx: Tx,
    conversation: Conversation,
    event: str,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    *,
    audience: str = "all",
    client_id: str | None = None,
    words: Mapping[str, str] | None = None,
) -> Conversation:
    """Append a system line. Screens render it from their catalogue by `event` and `data`; `text` is for all others, in
    the customer's language where they read it. `words`: what only the text needs, in that language (`said_in`)."""
    payload = {"event": event, "data": dict(data or {}), "audience": audience}
    filled = {name: value for name, value in {**(data or {}), **(words or {})}.items() if value is not None}
    text = translate(f"system.{event}", said_in(conversation, audience), **filled)
    draft = Draft(
        role="system", kind="system", text=text, payload=payload, audience=audience, client_id=client_id
    )  # fmt: skip
    changed, _ = await append(tx, conversation, draft, actor)
    return changed
