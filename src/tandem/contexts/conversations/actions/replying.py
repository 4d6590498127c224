"""Agents and the bot answer; agents write notes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert as upsert

from tandem.contexts.access.api import Actor, staff_by_ids
from tandem.contexts.conversations.actions.appending import append
from tandem.contexts.conversations.actions.attaching import attachment_payload
from tandem.contexts.conversations.actions.clocks import answered
from tandem.contexts.conversations.actions.presence import still_here
from tandem.contexts.conversations.actions.receiving import check_reply_to, checked_text
from tandem.contexts.conversations.actions.snoozing import wake
from tandem.contexts.conversations.actions.taking import take
from tandem.contexts.conversations.errors import NoSeat, NotController, WrongState
from tandem.contexts.conversations.models import mention_table
from tandem.contexts.conversations.ports import ReplyGate
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository import messages
from tandem.contexts.conversations.views import Appended, Conversation, Draft
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid


async def reply(
    tx: Tx,
    conversation_id: UUID,
    agent: Actor,
    *,
    client_id: str,
    text: str | None = None,
    attachment_id: UUID | None = None,
    reply_to: UUID | None = None,
    payload: Mapping[str, Any] | None = None,
    gate: ReplyGate | None = None,
) -> Appended:
    """An agent's message to the customer. A conversation that no agent holds becomes the agent's by it: a
    human message always stops the bot. Somebody else's: NotController. `payload`: what stands beside it. `gate`: who
    says whether the channel lets it out, and raises if not; a message that is known already is not asked about."""
    agent.require("conversations.reply")
    if agent.id is None:
        raise NoSeat()
    clean = checked_text(text, needed=attachment_id is None)
    conversation = await repository.lock(tx, conversation_id)
    known = await messages.by_client_id(tx, conversation_id, "agent", client_id)
    if known is not None:
        return Appended(known, created=False)
    if gate is not None:
        await gate.check(tx, conversation_id, clean, attachment_id is not None)
    conversation = await _make_controller(tx, conversation, agent, agent.id)
    kind, body = "text", dict(payload or {})
    if attachment_id is not None:
        kind, attachment = await attachment_payload(tx, conversation_id, attachment_id, agent)
        body["attachment"] = attachment
    await check_reply_to(tx, conversation_id, reply_to)
    draft = Draft(
        role="agent", kind=kind, text=clean, client_id=client_id, author_id=agent.id, author_name=agent.name,
        payload=body, reply_to=reply_to,
    )  # fmt: skip
    conversation, message = await append(tx, conversation, draft, agent)
    await answered(tx, conversation)
    await still_here(tx, agent.id)
    return Appended(message, created=True)


async def _make_controller(tx: Tx, conversation: Conversation, agent: Actor, agent_id: UUID) -> Conversation:
    if conversation.status == "resolved":
        raise WrongState()
    if conversation.agent_id is None:
        return await take(tx, conversation, agent_id, agent, reason="replied")
    if conversation.agent_id != agent_id:
        raise NotController()
    if conversation.status == "snoozed":
        return await wake(tx, conversation, reason="by_agent")
    return conversation


async def note(
    tx: Tx,
    conversation_id: UUID,
    author: Actor,
    *,
    client_id: str,
    text: str,
    mentions: Sequence[UUID] = (),
) -> Appended:
    """A private note: staff only, allowed in any state, changes no controller. Who is mentioned may read the
    conversation from then on, and
    finds it in the view "mentioned". Raises Invalid "mention_unknown"."""
    clean = checked_text(text)
    conversation = await repository.lock(tx, conversation_id)
    known = await messages.by_client_id(tx, conversation_id, "agent", client_id)
    if known is not None:
        return Appended(known, created=False)
    draft = Draft(
        role="agent", kind="note", text=clean, client_id=client_id, author_id=author.id,
        author_name=author.name, audience="staff", payload={"mentions": [str(m) for m in mentions]},
    )  # fmt: skip
    await _mention(tx, conversation_id, author, mentions)
    _, message = await append(tx, conversation, draft, author, mentions=mentions)
    return Appended(message, created=True)


async def _mention(tx: Tx, conversation_id: UUID, author: Actor, mentions: Sequence[UUID]) -> None:
    if not mentions:
        return
    known = {id_ for id_, person in (await staff_by_ids(tx, mentions)).items() if person.active}
    if not known.issuperset(mentions):
        raise Invalid("mention_unknown", fields=[("mentions", "unknown or deactivated")])
    values = {"conversation_id": conversation_id, "by": author.label, "at": tx.now}
    rows = [{"agent_id": id_, **values} for id_ in sorted(known)]
    adding = upsert(mention_table)
    anew = {"by": adding.excluded.by, "at": adding.excluded.at, "seen_at": None}
    await tx.execute(
        adding.on_conflict_do_update(index_elements=["agent_id", "conversation_id"], set_=anew), rows
    )


async def reply_as_bot(
    tx: Tx,
    conversation_id: UUID,
    *,
    client_id: str,
    text: str,
    kind: str = "text",
    payload: Mapping[str, Any] | None = None,
    name: str = "",
) -> Appended | None:
    """The bot's message, if the bot still is the controller; None when a human was faster (the answer is
    dropped). Running twice with one `client_id` gives the first result."""
    conversation = await repository.lock(tx, conversation_id)
    known = await messages.by_client_id(tx, conversation_id, "bot", client_id)
    if known is not None:
        return Appended(known, created=False)
    if conversation.controller != "bot" or conversation.status == "resolved":
        return None
    draft = Draft(
        role="bot", kind=kind, text=text, client_id=client_id, author_name=name or None, payload=payload or {}
    )
    _, message = await append(tx, conversation, draft, Actor.bot())
    return Appended(message, created=True)
