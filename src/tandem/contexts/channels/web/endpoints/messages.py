"""/web/conversations/{id}/messages: reading and writing."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from tandem.contexts.channels.errors import ChoiceUnknown, MessageTooLong
from tandem.contexts.channels.web.choices import label_of
from tandem.contexts.channels.web.door import Session, TheDoor
from tandem.contexts.channels.web.schemas import MAX_SEQ, MessageIn, repeated
from tandem.contexts.channels.web.schemas.messages import MessageOut, MessagesOut
from tandem.contexts.channels.web.views import message_view, pushed_view
from tandem.contexts.channels.web.visiting import admit, own_conversation
from tandem.contexts.conversations import api
from tandem.contexts.conversations.api import Appended
from tandem.kit.db import Tx

routes = APIRouter()
SeqQuery = Annotated[int | None, Query(ge=0, le=MAX_SEQ)]
# How far back a choice may have been offered, or a repeated client id lie.
_LATELY = 50
SESSION = "session"
"""In a message's payload: the session that wrote it, for what it has proven. The customer's views leave it out."""


@routes.get("/conversations/{conversation_id}/messages", response_model=MessagesOut)
async def list_messages(
    door: TheDoor,
    session: Session,
    conversation_id: UUID,
    after: SeqQuery = None,
    before: SeqQuery = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Messages in ascending order: those `after` a number, those `before` it, or the newest. Numbers may have
    gaps."""
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        conversation = await own_conversation(tx, visitor, conversation_id)
        items, more = await api.messages(
            tx, conversation_id, after=after, before=before, limit=limit, customer_view=True
        )
        now = tx.now
    shown = [message_view(message, conversation, door.files, now) for message in items]
    return {"items": shown, "has_more": more}


@routes.post(
    "/conversations/{conversation_id}/messages",
    response_model=MessageOut,
    status_code=201,
    responses=repeated(MessageOut, "This client_id was received before"),
)
async def create_message(
    door: TheDoor, session: Session, response: Response, conversation_id: UUID, body: MessageIn
) -> dict[str, Any]:
    """Write a message. The same client_id again answers 200 with the first result. 409
    "conversation_closed"; 422 "empty_message", "message_too_long", "choice_unknown", "attachment_unknown"."""
    door.limits.message(session.customer_id)
    limit = door.options.message_chars
    if body.text is not None and len(body.text.strip()) > limit:
        raise MessageTooLong(params={"limit": limit}, fields=[("text", f"at most {limit} characters")])
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        sent = None
        text = body.text
        if body.choice_id is not None:
            await own_conversation(tx, visitor, conversation_id)
            text, sent = await _chosen(tx, conversation_id, body)
        if sent is None:
            sent = await api.receive(
                tx, conversation_id, visitor.actor, client_id=body.client_id, text=text,
                attachment_id=body.attachment_id, choice_id=body.choice_id, reply_to=body.reply_to,
                payload={SESSION: session.sid}, via=(visitor.channel, visitor.site),
                may_still=door.continuing.may_still if door.continuing else None,
            )  # fmt: skip
        now = tx.now
    response.status_code = 201 if sent.created else 200
    return pushed_view(sent.message.wire(), door.files, now)


async def _chosen(tx: Tx, conversation_id: UUID, body: MessageIn) -> tuple[str | None, Appended | None]:
    """The text of an answer to a choice, or the first result when the answer was received before."""
    assert body.choice_id is not None
    recent = await api.recent_messages(tx, conversation_id, _LATELY)
    for message in recent:
        if message.role == "customer" and message.client_id == body.client_id:
            return None, Appended(message, created=False)
    label = label_of(recent, body.choice_id)
    if label is None:
        raise ChoiceUnknown(fields=[("choice_id", "was not offered")])
    return (body.text if body.text and body.text.strip() else label), None
