"""Receiving what a customer wrote."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.agreeing_to_go_on import MayStill, answer_continuation
from tandem.contexts.conversations.actions.appending import append
from tandem.contexts.conversations.actions.attaching import attachment_payload
from tandem.contexts.conversations.actions.clocks import start_response_clock
from tandem.contexts.conversations.actions.going_on import on_leg
from tandem.contexts.conversations.actions.queueing import back_to_line
from tandem.contexts.conversations.actions.reopening import reopen_for_customer
from tandem.contexts.conversations.actions.seating_silently import stop_silent_seat
from tandem.contexts.conversations.actions.snoozing import wake
from tandem.contexts.conversations.errors import ConversationClosed, EmptyMessage, MessageTooLong
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository import messages
from tandem.contexts.conversations.repository.seats import is_offline
from tandem.contexts.conversations.rules.control import may_reopen
from tandem.contexts.conversations.rules.going_on import pressed
from tandem.contexts.conversations.rules.saying import says_something
from tandem.contexts.conversations.views import Appended, Draft
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid

MAX_CHARS = 10_000


def checked_text(text: str | None, *, needed: bool = True) -> str:
    """The text without surrounding blanks and NULs; EmptyMessage (also when nothing in it can be seen) or
    MessageTooLong (10,000 characters)."""
    clean = (text or "").replace("\x00", "").strip()
    if len(clean) > MAX_CHARS:
        raise MessageTooLong(
            params={"limit": MAX_CHARS}, fields=[("text", f"at most {MAX_CHARS} characters")]
        )
    if not says_something(clean):
        clean = ""
    if needed and not clean:
        raise EmptyMessage(fields=[("text", "must not be empty")])
    return clean


async def check_reply_to(
    tx: Tx, conversation_id: UUID, reply_to: UUID | None, *, customer: bool = False
) -> None:
    """Invalid "reply_to_unknown" unless it names a message of this conversation that the writer can see."""
    if reply_to is None:
        return
    found = await messages.by_id(tx, conversation_id, reply_to)
    if found is None or (customer and found.audience != "all"):
        raise Invalid("reply_to_unknown", fields=[("reply_to", "unknown message")])


async def receive(
    tx: Tx,
    conversation_id: UUID,
    customer: Actor,
    *,
    client_id: str,
    text: str | None = None,
    attachment_id: UUID | None = None,
    choice_id: str | None = None,
    reply_to: UUID | None = None,
    payload: Mapping[str, Any] | None = None,
    despite_block: bool = False,
    via: tuple[str, str] | None = None,
    may_still: MayStill | None = None,
) -> Appended:
    """Append a customer's message once. The same `client_id` again gives the first result. An agent who is
    offline cannot answer: the conversation goes back into line. One that the silent seat has goes back to
    the bot. `despite_block`: a complaint, which nobody may be kept from making. `via`: the channel and the account by
    which it came, where that may be another than where the conversation began; it is there from then on. `may_still`:
    asked before a yes to going on elsewhere counts.

    Raises CustomerIsBlocked (a message received before still gives the first result), ConversationNotFound (also
    for somebody else's), ConversationClosed (resolved more than a day ago), EmptyMessage, MessageTooLong,
    AttachmentUnknown."""
    clean = checked_text(text, needed=attachment_id is None)
    conversation = await repository.lock(tx, conversation_id, customer_id=customer.id)
    assert customer.id is not None
    known, block_id = await messages.before_receiving(tx, conversation_id, client_id, customer.id)
    if known is not None:
        return Appended(known, created=False)
    if block_id is not None and not despite_block:
        await customers.refuse_blocked(tx, customer.id)
    if customer.id != conversation.customer_id and not despite_block:
        # Who is blocked where the conversation began is not heard from another channel.
        await customers.refuse_blocked(tx, conversation.customer_id)
    if conversation.status == "resolved":
        if conversation.resolved_at is None or not may_reopen(conversation.resolved_at, tx.now):
            raise ConversationClosed()
        conversation = await reopen_for_customer(tx, conversation, customer)
    elif conversation.status == "snoozed":
        conversation = await wake(tx, conversation, reason="customer_wrote")
    elif conversation.agent_id is not None and await is_offline(tx, conversation.agent_id):
        conversation = await back_to_line(tx, conversation, Actor.system("routing"), reason="agent_offline")
    conversation = await stop_silent_seat(tx, conversation, customer)
    conversation = await on_leg(tx, conversation, customer, via)
    await check_reply_to(tx, conversation_id, reply_to, customer=True)
    body: dict[str, Any] = dict(payload or {})
    kind = "text"
    if attachment_id is not None:
        kind, attachment = await attachment_payload(tx, conversation_id, attachment_id, customer)
        body["attachment"] = attachment
    if choice_id is not None:
        body["choice_id"] = choice_id
        if pressed(choice_id) is not None:
            body["continuation"] = True
    draft = Draft(
        role="customer", kind=kind, text=clean, client_id=client_id, author_id=customer.id,
        author_name=conversation.customer_name, payload=body, reply_to=reply_to,
    )  # fmt: skip
    conversation, message = await append(tx, conversation, draft, customer)
    if choice_id is not None:
        told = {"message_id": str(message.id), "agreed_in": conversation.way}
        conversation = await answer_continuation(tx, conversation, choice_id, told, customer, may_still)
    if conversation.controller == "agent":
        await start_response_clock(tx, conversation, "next_response")
    return Appended(message, created=True)
